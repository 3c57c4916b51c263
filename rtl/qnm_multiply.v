// qnm_multiply: product of two operands of any format.
//
//   y = a * b: exact product, then rounded and clipped once
//
// Parameters: A_, B_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             BLOCKS     as in qnm_product
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a and b of `latency` clocks before.
// Latency:    with all registers 2 (qnm_product) + that of qnm_round_saturate.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_multiply #(
    parameter integer A_SIGNED   = 1,
    parameter integer A_WIDTH    = 8,
    parameter integer A_FRACTION = 0,
    parameter integer B_SIGNED   = 1,
    parameter integer B_WIDTH    = 8,
    parameter integer B_FRACTION = 0,
    parameter integer Y_SIGNED   = 1,
    parameter integer Y_WIDTH    = 8,
    parameter integer Y_FRACTION = 0,
    parameter integer ROUNDING   = 1,
    parameter integer OVERFLOW   = 0,
    parameter integer BLOCKS     = 0,
    parameter [127:0] REGISTERS  = {128{1'b1}}
) (
    input  wire               clk,
    input  wire [A_WIDTH-1:0] a,
    input  wire [B_WIDTH-1:0] b,
    output wire [Y_WIDTH-1:0] y,
    output wire               flag
);
    localparam integer S_WIDTH = A_WIDTH + ((A_SIGNED != 0) ? 0 : 1);
    localparam integer T_WIDTH = B_WIDTH + ((B_SIGNED != 0) ? 0 : 1);
    localparam integer X_WIDTH = S_WIDTH + T_WIDTH;

    wire signed [S_WIDTH-1:0] a_aligned;
    wire signed [T_WIDTH-1:0] b_aligned;
    wire        [X_WIDTH-1:0] x;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(S_WIDTH))
        align_a (.a(a), .x(a_aligned));
    qnm_align #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .LEFT(0), .X_WIDTH(T_WIDTH))
        align_b (.a(b), .x(b_aligned));

    qnm_product #(.A_WIDTH(S_WIDTH), .B_WIDTH(T_WIDTH), .BLOCKS(BLOCKS), .REGISTERS(REGISTERS))
        product (.clk(clk), .a(a_aligned), .b(b_aligned), .x(x));

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION((A_FRACTION + B_FRACTION)),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS >> 2)
    ) round (.clk(clk), .x(x), .y(y), .flag(flag));
endmodule

`default_nettype wire
