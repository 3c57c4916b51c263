// qnm_select: one of two operands of any format.
//
//   y = choose_a ? a : b: exact choice, then rounded and clipped once
//
// Parameters: A_, B_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      choose_a is 1 bit; y and flag belong to the choose_a, a and b of `latency` clocks before. flag is raised only
//             by the chosen operand.
// Latency:    with all registers 1 + that of qnm_round_saturate.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_select #(
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
    parameter [127:0] REGISTERS  = {128{1'b1}}
) (
    input  wire               clk,
    input  wire               choose_a,
    input  wire [A_WIDTH-1:0] a,
    input  wire [B_WIDTH-1:0] b,
    output wire [Y_WIDTH-1:0] y,
    output wire               flag
);
    localparam integer FRACTION = (A_FRACTION > B_FRACTION) ? A_FRACTION : B_FRACTION;
    localparam integer A_LEFT   = FRACTION - A_FRACTION;
    localparam integer B_LEFT   = FRACTION - B_FRACTION;
    localparam integer A_NEEDS  = A_WIDTH + A_LEFT + ((A_SIGNED != 0) ? 0 : 1);
    localparam integer B_NEEDS  = B_WIDTH + B_LEFT + ((B_SIGNED != 0) ? 0 : 1);
    localparam integer X_WIDTH  = (A_NEEDS > B_NEEDS) ? A_NEEDS : B_NEEDS;

    wire signed [X_WIDTH-1:0] a_aligned;
    wire signed [X_WIDTH-1:0] b_aligned;
    wire signed [X_WIDTH-1:0] x;
    wire signed [X_WIDTH-1:0] x_held;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(A_LEFT), .X_WIDTH(X_WIDTH))
        align_a (.a(a), .x(a_aligned));
    qnm_align #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .LEFT(B_LEFT), .X_WIDTH(X_WIDTH))
        align_b (.a(b), .x(b_aligned));

    assign x = choose_a ? a_aligned : b_aligned;
    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[0])) register (.clk(clk), .a(x), .y(x_held));

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION(FRACTION),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS >> 1)
    ) round (.clk(clk), .x(x_held), .y(y), .flag(flag));
endmodule

`default_nettype wire
