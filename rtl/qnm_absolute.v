// qnm_absolute: magnitude of an operand.
//
//   y = |a|, exact, then rounded and clipped once (-2^(A_WIDTH-1) is no exception)
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before.
// Latency:    with all registers 1 + that of qnm_round_saturate.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_absolute #(
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
    localparam integer X_WIDTH = A_WIDTH + ((A_SIGNED != 0) ? 1 : 2);

    wire signed [X_WIDTH-1:0] a_aligned;
    wire signed [X_WIDTH-1:0] x;
    wire signed [X_WIDTH-1:0] x_held;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH))
        align_a (.a(a), .x(a_aligned));

    // one carry chain: the complement and one more, where a is negative
    wire negative = a_aligned[X_WIDTH-1];
    assign x = (a_aligned ^ {X_WIDTH{negative}}) + {{(X_WIDTH-1){1'b0}}, negative};
    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[0])) register (.clk(clk), .a(x), .y(x_held));

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION(A_FRACTION),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS >> 1)
    ) round (.clk(clk), .x(x_held), .y(y), .flag(flag));
endmodule

`default_nettype wire
