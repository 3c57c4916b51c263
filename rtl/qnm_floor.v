// qnm_floor: largest whole number not above an operand.
//
//   y = floor(a), exact, then rounded and clipped once
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before.
// Latency:    with all registers that of qnm_round_saturate (dropping fraction bits is wires).
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_floor #(
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
    localparam integer WHOLE   = S_WIDTH - A_FRACTION;
    localparam integer X_WIDTH = (A_FRACTION <= 0) ? S_WIDTH : (WHOLE > 1) ? WHOLE : 1;

    wire signed [S_WIDTH-1:0] a_aligned;
    wire signed [X_WIDTH-1:0] x;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(S_WIDTH))
        align_a (.a(a), .x(a_aligned));

    generate
        if (A_FRACTION <= 0) begin : gen_whole
            assign x = a_aligned;
        end else if (WHOLE > 1) begin : gen_drop
            wire unused = &{1'b0, a_aligned[A_FRACTION-1:0]};
            assign x = a_aligned[S_WIDTH-1:A_FRACTION];
        end else begin : gen_sign
            // All of a lies below the point, or only its sign above: 0 or -1.
            wire unused = &{1'b0, a_aligned};
            assign x = a_aligned[S_WIDTH-1];
        end
    endgenerate

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION(((A_FRACTION <= 0) ? A_FRACTION : 0)),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS)
    ) round (.clk(clk), .x(x), .y(y), .flag(flag));
endmodule

`default_nettype wire
