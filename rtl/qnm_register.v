// qnm_register: a register, or none.
//
//   y(t) = a(t - 1) where PRESENT is 1; y = a where it is 0
//
// Parameters: WIDTH bits, PRESENT. The parameter REGISTERS of the other modules has one such bit for each place where they
//             may hold a register, counted from their inputs; the schedule of a lane decides which are there.
// Latency:    PRESENT.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_register #(
    parameter integer WIDTH   = 8,
    parameter [0:0]   PRESENT = 1'b1
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] a,
    output wire [WIDTH-1:0] y
);
    generate
        if (PRESENT) begin : gen_register
            reg [WIDTH-1:0] y_reg;
            always @(posedge clk) y_reg <= a;
            assign y = y_reg;
        end else begin : gen_wire
            wire unused = clk;
            assign y = a;
        end
    endgenerate
endmodule

`default_nettype wire
