// qnm_resize: an operand in another format.
//
//   y = a, exact, then rounded and clipped once
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before.
// Latency:    with all registers that of qnm_round_saturate; none where the new format holds every value of the old one.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_resize #(
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
    localparam integer S_WIDTH = A_WIDTH + ((A_SIGNED != 0) ? 0 : 1);

    wire signed [S_WIDTH-1:0] a_aligned;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(S_WIDTH))
        align_a (.a(a), .x(a_aligned));

    qnm_round_saturate #(
        .X_WIDTH(S_WIDTH), .X_FRACTION(A_FRACTION),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS)
    ) round (.clk(clk), .x(a_aligned), .y(y), .flag(flag));
endmodule

`default_nettype wire
