// qnm_block: the exact product that one multiplier block of a device makes, in the register of that block.
//
//   x = a * b of one clock before
//
// A family of devices whose synthesis leaves these registers unused has its own module of this name and meaning in boards/families.
// Parameters: A_SIGNED, B_SIGNED  whether the operand has a sign
//             A_WIDTH, B_WIDTH    its bits, at most those of a block
// Latency:    1
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_block #(
    parameter integer A_SIGNED = 1,
    parameter integer A_WIDTH  = 8,
    parameter integer B_SIGNED = 1,
    parameter integer B_WIDTH  = 8
) (
    input  wire                       clk,
    input  wire         [A_WIDTH-1:0] a,
    input  wire         [B_WIDTH-1:0] b,
    output wire [A_WIDTH+B_WIDTH-1:0] x
);
    localparam integer X_WIDTH = A_WIDTH + B_WIDTH;
    wire signed [X_WIDTH-1:0] a_aligned;
    wire signed [X_WIDTH-1:0] b_aligned;
    wire signed [X_WIDTH-1:0] product = a_aligned * b_aligned;
    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align_a (.a(a), .x(a_aligned));
    qnm_align #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align_b (.a(b), .x(b_aligned));
    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(1'b1)) register (.clk(clk), .a(product), .y(x));
endmodule

`default_nettype wire
