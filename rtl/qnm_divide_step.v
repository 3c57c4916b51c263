// qnm_divide_step: some bits of a restoring division.
//
//   STEPS times: t = 2 * remainder + top bit of rest;  the quotient bit q = (t >= divisor)
//                next remainder = q ? t - divisor : t;  next rest = rest moved up by one bit, q put in at the bottom
//
// Parameters: D_WIDTH bits of divisor and remainder, Q_WIDTH bits of rest, STEPS bits of quotient, PRESENT as in qnm_register.
// Ports:      remainder < divisor on entry and on leaving (for a divisor of 0 nothing is promised).
// Latency:    PRESENT.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_divide_step #(
    parameter integer D_WIDTH = 8,
    parameter integer Q_WIDTH = 8,
    parameter integer STEPS   = 1,
    parameter [0:0]   PRESENT = 1'b1
) (
    input  wire               clk,
    input  wire [D_WIDTH-1:0] divisor,
    input  wire [D_WIDTH-1:0] remainder,
    input  wire [Q_WIDTH-1:0] rest,
    output wire [D_WIDTH-1:0] next_divisor,
    output wire [D_WIDTH-1:0] next_remainder,
    output wire [Q_WIDTH-1:0] next_rest
);
    // Remainder above, rest below, moved up together; the bit that becomes free at the bottom takes the quotient bit.
    wire [D_WIDTH:0]         wide = {1'b0, divisor};
    reg  [D_WIDTH+Q_WIDTH:0] pair;
    reg  [D_WIDTH:0]         t;
    integer                  i;
    always @* begin
        pair = {1'b0, remainder, rest};
        t    = {(D_WIDTH+1){1'b0}};
        for (i = 0; i < STEPS; i = i + 1) begin
            pair = pair << 1;
            t    = pair[D_WIDTH+Q_WIDTH:Q_WIDTH];
            if (t >= wide) begin
                pair[D_WIDTH+Q_WIDTH:Q_WIDTH] = t - wide;
                pair[0]                       = 1'b1;
            end
        end
    end
    // The remainder is below the divisor.
    wire unused = pair[D_WIDTH+Q_WIDTH];

    qnm_register #(.WIDTH(2 * D_WIDTH + Q_WIDTH), .PRESENT(PRESENT)) register (
        .clk(clk), .a({divisor, pair[D_WIDTH+Q_WIDTH-1:0]}), .y({next_divisor, next_remainder, next_rest})
    );
endmodule

`default_nettype wire
