// qnm_divide_step: one bit of a restoring division.
//
//   t = 2 * remainder + top bit of rest;  the quotient bit q = (t >= divisor)
//   next remainder = q ? t - divisor : t;  next rest = rest moved up by one bit, q put in at the bottom
//
// Parameters: D_WIDTH bits of divisor and remainder, Q_WIDTH bits of rest.
// Ports:      remainder < divisor on entry and on leaving (for a divisor of 0 nothing is promised).
// Latency:    1.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_divide_step #(
    parameter integer D_WIDTH = 8,
    parameter integer Q_WIDTH = 8
) (
    input  wire               clk,
    input  wire [D_WIDTH-1:0] divisor,
    input  wire [D_WIDTH-1:0] remainder,
    input  wire [Q_WIDTH-1:0] rest,
    output wire [D_WIDTH-1:0] next_divisor,
    output wire [D_WIDTH-1:0] next_remainder,
    output wire [Q_WIDTH-1:0] next_rest
);
    wire [D_WIDTH:0]   t     = {remainder, rest[Q_WIDTH-1]};
    wire [D_WIDTH+1:0] trial = {1'b0, t} - {2'b00, divisor};
    wire               q     = ~trial[D_WIDTH+1];
    wire [Q_WIDTH:0]   moved = {rest, q};
    // t < 2 * divisor, so the difference fits; the top bit of the rest has been used.
    wire               unused = &{1'b0, trial[D_WIDTH], t[D_WIDTH], moved[Q_WIDTH]};

    reg [D_WIDTH-1:0] divisor_reg;
    reg [D_WIDTH-1:0] remainder_reg;
    reg [Q_WIDTH-1:0] rest_reg;

    always @(posedge clk) begin
        divisor_reg   <= divisor;
        remainder_reg <= q ? trial[D_WIDTH-1:0] : t[D_WIDTH-1:0];
        rest_reg      <= moved[Q_WIDTH-1:0];
    end

    assign next_divisor   = divisor_reg;
    assign next_remainder = remainder_reg;
    assign next_rest      = rest_reg;
endmodule

`default_nettype wire
