// qnm_divide: quotient of two operands of any format, by pipelined restoring division.
//
//   y = a / b: exact quotient, rounded once (the remainder decides), then clipped once
//   b = 0: y is clipped as a value beyond the format, upwards when a >= 0, downwards when a < 0
//
// Parameters: A_, B_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate; with OVERFLOW 2 all quotient bits are worked out, and b must
//             not be 0
// Ports:      y and flag belong to the a and b of `latency` clocks before. A new pair enters every clock.
// Latency:    Q_WIDTH + 4 + that of qnm_round_saturate for an exact value of X_WIDTH bits.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_divide #(
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
    parameter integer OVERFLOW   = 0
) (
    input  wire               clk,
    input  wire [A_WIDTH-1:0] a,
    input  wire [B_WIDTH-1:0] b,
    output wire [Y_WIDTH-1:0] y,
    output wire               flag
);
    // Quotient in last places of y = (|a| << N_LEFT) / (|b| << D_LEFT).
    localparam integer SHIFT   = Y_FRACTION + B_FRACTION - A_FRACTION;
    localparam integer N_LEFT  = (SHIFT > 0) ? SHIFT : 0;
    localparam integer D_LEFT  = (SHIFT < 0) ? -SHIFT : 0;
    localparam integer N_WIDTH = A_WIDTH + N_LEFT;
    localparam integer D_WIDTH = B_WIDTH + D_LEFT;
    localparam integer Q_WIDTH = (OVERFLOW == 2 || N_WIDTH < Y_WIDTH) ? N_WIDTH : Y_WIDTH;
    localparam integer X_WIDTH = ((Q_WIDTH > Y_WIDTH) ? Q_WIDTH : Y_WIDTH) + 2;
    // Width in which the first comparison is made: room for the numerator and the divisor.
    localparam integer C_WIDTH = (N_WIDTH > D_WIDTH) ? N_WIDTH : D_WIDTH;

    // 1: magnitudes and sign.
    wire a_negative = (A_SIGNED != 0) && a[A_WIDTH-1];
    wire b_negative = (B_SIGNED != 0) && b[B_WIDTH-1];
    reg [A_WIDTH-1:0] a_reg;
    reg [B_WIDTH-1:0] b_reg;
    reg               sign_reg;
    always @(posedge clk) begin
        a_reg    <= a_negative ? -a : a;
        b_reg    <= b_negative ? -b : b;
        sign_reg <= a_negative ^ b_negative;
    end

    // 2: the part of the numerator above Q_WIDTH bits is the first remainder; as large as the divisor means overflow.
    wire [C_WIDTH-1:0] numerator;
    wire [C_WIDTH-1:0] divisor;
    generate
        if (C_WIDTH == A_WIDTH) begin : gen_numerator
            assign numerator = a_reg;
        end else begin : gen_numerator_wide
            assign numerator = {{(C_WIDTH-A_WIDTH){1'b0}}, a_reg} << N_LEFT;
        end
        if (C_WIDTH == B_WIDTH) begin : gen_divisor
            assign divisor = b_reg;
        end else begin : gen_divisor_wide
            assign divisor = {{(C_WIDTH-B_WIDTH){1'b0}}, b_reg} << D_LEFT;
        end
    endgenerate
    wire [C_WIDTH-1:0] above = numerator >> Q_WIDTH;
    reg [D_WIDTH-1:0] divisor_reg;
    reg [D_WIDTH-1:0] remainder_reg;
    reg [Q_WIDTH-1:0] rest_reg;
    reg               beyond_reg;
    reg               sign_2_reg;
    always @(posedge clk) begin
        divisor_reg   <= divisor[D_WIDTH-1:0];
        remainder_reg <= above[D_WIDTH-1:0];
        rest_reg      <= numerator[Q_WIDTH-1:0];
        beyond_reg    <= above >= divisor;
        sign_2_reg    <= sign_reg;
    end
    generate
        if (C_WIDTH > D_WIDTH) begin : gen_unused_divisor
            wire unused = &{1'b0, divisor[C_WIDTH-1:D_WIDTH]};
        end
    endgenerate

    // 3 .. Q_WIDTH+2: one quotient bit a clock.
    genvar k;
    generate
        for (k = 0; k < Q_WIDTH; k = k + 1) begin : gen_step
            wire [D_WIDTH-1:0] next_divisor;
            wire [D_WIDTH-1:0] next_remainder;
            wire [Q_WIDTH-1:0] next_rest;
            if (k == 0) begin : gen_first
                qnm_divide_step #(.D_WIDTH(D_WIDTH), .Q_WIDTH(Q_WIDTH)) step (
                    .clk(clk), .divisor(divisor_reg), .remainder(remainder_reg), .rest(rest_reg),
                    .next_divisor(next_divisor), .next_remainder(next_remainder), .next_rest(next_rest)
                );
            end else begin : gen_next
                qnm_divide_step #(.D_WIDTH(D_WIDTH), .Q_WIDTH(Q_WIDTH)) step (
                    .clk(clk), .divisor(gen_step[k-1].next_divisor), .remainder(gen_step[k-1].next_remainder),
                    .rest(gen_step[k-1].next_rest),
                    .next_divisor(next_divisor), .next_remainder(next_remainder), .next_rest(next_rest)
                );
            end
        end
    endgenerate
    wire [D_WIDTH-1:0] last_divisor   = gen_step[Q_WIDTH-1].next_divisor;
    wire [D_WIDTH-1:0] last_remainder = gen_step[Q_WIDTH-1].next_remainder;
    wire [Q_WIDTH-1:0] quotient       = gen_step[Q_WIDTH-1].next_rest;
    wire               beyond;
    wire               sign;
    qnm_delay #(.WIDTH(2), .DEPTH(Q_WIDTH)) delay_sign (.clk(clk), .a({beyond_reg, sign_2_reg}), .y({beyond, sign}));

    // Q_WIDTH+3: rounding of the magnitude. Nearest is symmetric; floor of a negative quotient goes away from zero.
    wire [D_WIDTH:0]   twice   = {last_remainder, 1'b0};
    wire [D_WIDTH:0]   whole   = {1'b0, last_divisor};
    wire               nearest = (twice > whole) | ((twice == whole) & quotient[0]);
    wire               down    = sign & (|last_remainder);
    wire               up      = (ROUNDING == 1) ? nearest : down;
    reg [Q_WIDTH:0]    magnitude_reg;
    reg                beyond_3_reg;
    reg                sign_3_reg;
    always @(posedge clk) begin
        magnitude_reg <= {1'b0, quotient} + {{Q_WIDTH{1'b0}}, up};
        beyond_3_reg  <= beyond;
        sign_3_reg    <= sign;
    end

    // Q_WIDTH+4: sign, and a value beyond every result where there is no quotient.
    wire [X_WIDTH-1:0] magnitude = beyond_3_reg
        ? {1'b0, {(X_WIDTH-1){1'b1}}}
        : {{(X_WIDTH-Q_WIDTH-1){1'b0}}, magnitude_reg};
    reg signed [X_WIDTH-1:0] x_reg;
    always @(posedge clk) begin
        x_reg <= sign_3_reg ? -magnitude : magnitude;
    end

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION(Y_FRACTION),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW)
    ) round (.clk(clk), .x(x_reg), .y(y), .flag(flag));
endmodule

`default_nettype wire
