// qnm_align: an operand as a signed number on a finer grid.
//
//   x = a * 2^LEFT, exactly
//
// Parameters: A_SIGNED (1: a is two's complement, 0: unsigned), A_WIDTH bits of a, LEFT zeros put behind its last place,
//             X_WIDTH bits of x, at least A_WIDTH + LEFT, one more when a is unsigned.
// Latency:    none (wires).
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_align #(
    parameter integer A_SIGNED = 1,
    parameter integer A_WIDTH  = 8,
    parameter integer LEFT     = 0,
    parameter integer X_WIDTH  = 8
) (
    input  wire        [A_WIDTH-1:0] a,
    output wire signed [X_WIDTH-1:0] x
);
    wire [X_WIDTH-1:0] extended;

    generate
        if (X_WIDTH == A_WIDTH) begin : gen_same
            assign extended = a;
        end else if (A_SIGNED != 0) begin : gen_sign
            assign extended = {{(X_WIDTH-A_WIDTH){a[A_WIDTH-1]}}, a};
        end else begin : gen_zero
            assign extended = {{(X_WIDTH-A_WIDTH){1'b0}}, a};
        end
    endgenerate

    assign x = extended << LEFT;
endmodule

`default_nettype wire
