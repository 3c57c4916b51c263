// qnm_narrow_product: the exact product of a number with one of one or two bits, such as a sign has: one adder, no multiplier block.
//
//   x = a * few, where few is -2, -1, 0 or 1
//
// Parameters: A_SIGNED, A_WIDTH  of the number
//             FEW                bits of the other, 1 or 2, with sign
// Latency:    0
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_narrow_product #(
    parameter integer A_SIGNED = 1,
    parameter integer A_WIDTH  = 8,
    parameter integer FEW      = 2
) (
    input  wire     [A_WIDTH-1:0] a,
    input  wire         [FEW-1:0] few,
    output wire [A_WIDTH+FEW-1:0] x
);
    localparam integer X_WIDTH = A_WIDTH + FEW;
    wire signed [X_WIDTH-1:0] once;
    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align (.a(a), .x(once));
    // how often, then the sign
    wire                      minus = few[FEW-1];
    wire        [X_WIDTH-1:0] size  = few[0] ? once : minus ? once << 1 : {X_WIDTH{1'b0}};
    assign x = (size ^ {X_WIDTH{minus}}) + {{(X_WIDTH-1){1'b0}}, minus};
endmodule

`default_nettype wire
