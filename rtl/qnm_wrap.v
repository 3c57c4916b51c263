// qnm_wrap: an angle in turns brought to [-1/2, 1/2).
//
//   y = a - floor(a + 1/2), exact, then rounded and clipped once
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before.
// Latency:    with all registers that of qnm_round_saturate (dropping whole turns is wires).
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_wrap #(
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
    localparam integer X_WIDTH = (A_FRACTION <= 0) ? 1 : A_FRACTION;
    localparam integer W_WIDTH = (S_WIDTH > X_WIDTH) ? S_WIDTH : X_WIDTH;

    wire signed [W_WIDTH-1:0] a_aligned;
    wire signed [X_WIDTH-1:0] x;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(W_WIDTH))
        align_a (.a(a), .x(a_aligned));

    generate
        if (A_FRACTION <= 0) begin : gen_whole_turns
            wire unused = &{1'b0, a_aligned};
            assign x = 1'b0;
        end else if (W_WIDTH > X_WIDTH) begin : gen_drop
            wire unused = &{1'b0, a_aligned[W_WIDTH-1:X_WIDTH]};
            assign x = a_aligned[X_WIDTH-1:0];
        end else begin : gen_all
            assign x = a_aligned;
        end
    endgenerate

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION(((A_FRACTION <= 0) ? 0 : A_FRACTION)),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS)
    ) round (.clk(clk), .x(x), .y(y), .flag(flag));
endmodule

`default_nettype wire
