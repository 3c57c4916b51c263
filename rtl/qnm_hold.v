// qnm_hold: a word that accompanies others past some register places.
//
//   y(t) = a(t - n), n the number of ones in the lowest PLACES bits of REGISTERS
//
// Parameters: WIDTH bits, PLACES, REGISTERS as in qnm_register.
// Latency:    n.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_hold #(
    parameter integer WIDTH     = 8,
    parameter integer PLACES    = 1,
    parameter [127:0] REGISTERS = {128{1'b1}}
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] a,
    output wire [WIDTH-1:0] y
);
    function integer ones(input integer places);
        integer i;
        begin
            ones = 0;
            for (i = 0; i < places; i = i + 1) if (REGISTERS[i]) ones = ones + 1;
        end
    endfunction
    localparam integer DEPTH = ones(PLACES);

    generate
        if (DEPTH == 0) begin : gen_wire
            wire unused = clk;
            assign y = a;
        end else begin : gen_line
            qnm_delay #(.WIDTH(WIDTH), .DEPTH(DEPTH)) line (.clk(clk), .a(a), .y(y));
        end
    endgenerate
endmodule

`default_nettype wire
