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
    // t < 2 * divisor, so that the difference fits in D_WIDTH bits.
    reg [D_WIDTH:0]   t;
    reg [D_WIDTH-1:0] left;
    reg [Q_WIDTH-1:0] moved;
    reg               q;
    integer           i;
    always @* begin
        left  = remainder;
        moved = rest;
        t     = {(D_WIDTH+1){1'b0}};
        q     = 1'b0;
        for (i = 0; i < STEPS; i = i + 1) begin
            t     = {left, moved[Q_WIDTH-1]};
            q     = t >= {1'b0, divisor};
            left  = q ? t[D_WIDTH-1:0] - divisor : t[D_WIDTH-1:0];
            moved = (moved << 1) | {{(Q_WIDTH-1){1'b0}}, q};
        end
    end

    qnm_register #(.WIDTH(2 * D_WIDTH + Q_WIDTH), .PRESENT(PRESENT)) register (
        .clk(clk), .a({divisor, left, moved}), .y({next_divisor, next_remainder, next_rest})
    );
endmodule

`default_nettype wire
