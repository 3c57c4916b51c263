// qnm_sign: sign of an operand.
//
//   y = 1 when a > 0, 0 when a = 0, -1 when a < 0, then rounded and clipped once
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before.
// Latency:    with all registers 1 + that of qnm_round_saturate.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_sign #(
    parameter integer A_SIGNED   = 1,
    parameter integer A_WIDTH    = 8,
    parameter integer A_FRACTION = 0,
    parameter integer Y_SIGNED   = 1,
    parameter integer Y_WIDTH    = 8,
    parameter integer Y_FRACTION = 0,
    parameter integer ROUNDING   = 1,
    parameter integer OVERFLOW   = 0,
    parameter [127:0] REGISTERS  = {128{1'b1}}
) (
    input  wire               clk,
    input  wire [A_WIDTH-1:0] a,
    output wire [Y_WIDTH-1:0] y,
    output wire               flag
);
    wire negative = (A_SIGNED != 0) && a[A_WIDTH-1];
    wire signed [1:0] x;
    wire signed [1:0] x_held;

    assign x = {negative, |a};
    qnm_register #(.WIDTH(2), .PRESENT(REGISTERS[0])) register (.clk(clk), .a(x), .y(x_held));

    // A_FRACTION does not matter to a sign; it is a parameter so that all modules of one operand look alike.
    wire unused = (A_FRACTION == 0);

    qnm_round_saturate #(
        .X_WIDTH(2), .X_FRACTION(0),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS >> 1)
    ) round (.clk(clk), .x(x_held), .y(y), .flag(flag));
endmodule

`default_nettype wire
