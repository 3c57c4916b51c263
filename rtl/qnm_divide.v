// qnm_divide: quotient of two operands of any format, by pipelined restoring division.
//
//   y = a / b: exact quotient, rounded once (the remainder decides), then clipped once
//   b = 0: y is clipped as a value beyond the format, upwards when a >= 0, downwards when a < 0
//
// Parameters: A_, B_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             ROUNDING, OVERFLOW  as in qnm_round_saturate; with OVERFLOW 2 all quotient bits are worked out, and b must
//             not be 0
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a and b of `latency` clocks before. A new pair enters every clock.
// Latency:    with all registers Q_WIDTH + 4 + that of qnm_round_saturate for an exact value of X_WIDTH bits.
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
    parameter integer OVERFLOW   = 0,
    parameter [127:0] REGISTERS  = {128{1'b1}}
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

    // 0: magnitudes and sign.
    wire a_negative = (A_SIGNED != 0) && a[A_WIDTH-1];
    wire b_negative = (B_SIGNED != 0) && b[B_WIDTH-1];
    wire [A_WIDTH-1:0] a_magnitude;
    wire [B_WIDTH-1:0] b_magnitude;
    wire               sign_0;
    qnm_register #(.WIDTH(A_WIDTH + B_WIDTH + 1), .PRESENT(REGISTERS[0])) register_0 (
        .clk(clk), .a({a_negative ^ b_negative, a_negative ? -a : a, b_negative ? -b : b}),
        .y({sign_0, a_magnitude, b_magnitude})
    );

    // 1: the part of the numerator above Q_WIDTH bits is the first remainder; as large as the divisor means overflow.
    wire [C_WIDTH-1:0] numerator;
    wire [C_WIDTH-1:0] divisor;
    generate
        if (C_WIDTH == A_WIDTH) begin : gen_numerator
            assign numerator = a_magnitude;
        end else begin : gen_numerator_wide
            assign numerator = {{(C_WIDTH-A_WIDTH){1'b0}}, a_magnitude} << N_LEFT;
        end
        if (C_WIDTH == B_WIDTH) begin : gen_divisor
            assign divisor = b_magnitude;
        end else begin : gen_divisor_wide
            assign divisor = {{(C_WIDTH-B_WIDTH){1'b0}}, b_magnitude} << D_LEFT;
        end
    endgenerate
    wire [C_WIDTH-1:0] above = numerator >> Q_WIDTH;
    wire [D_WIDTH-1:0] first_divisor;
    wire [D_WIDTH-1:0] first_remainder;
    wire [Q_WIDTH-1:0] first_rest;
    wire               beyond_1;
    wire               sign_1;
    qnm_register #(.WIDTH(2 * D_WIDTH + Q_WIDTH + 2), .PRESENT(REGISTERS[1])) register_1 (
        .clk(clk), .a({divisor[D_WIDTH-1:0], above[D_WIDTH-1:0], numerator[Q_WIDTH-1:0], above >= divisor, sign_0}),
        .y({first_divisor, first_remainder, first_rest, beyond_1, sign_1})
    );
    generate
        if (C_WIDTH > D_WIDTH) begin : gen_unused_divisor
            wire unused = &{1'b0, divisor[C_WIDTH-1:D_WIDTH]};
        end
    endgenerate

    // 2 .. Q_WIDTH+1: the quotient bits. Those without a register between them are worked out together, by the first of them.
    function integer together(input integer first);
        integer i;
        reg     open;
        begin
            together = 1;
            open = 1'b1;
            for (i = first; i < Q_WIDTH - 1; i = i + 1) begin
                if (REGISTERS[2+i]) open = 1'b0;
                if (open) together = together + 1;
            end
        end
    endfunction
    genvar k;
    generate
        for (k = 0; k < Q_WIDTH; k = k + 1) begin : gen_step
            wire [D_WIDTH-1:0] next_divisor;
            wire [D_WIDTH-1:0] next_remainder;
            wire [Q_WIDTH-1:0] next_rest;
            if (k == 0) begin : gen_first
                localparam integer STEPS = together(0);
                qnm_divide_step #(.D_WIDTH(D_WIDTH), .Q_WIDTH(Q_WIDTH), .STEPS(STEPS), .PRESENT(REGISTERS[2+STEPS-1])) step (
                    .clk(clk), .divisor(first_divisor), .remainder(first_remainder), .rest(first_rest),
                    .next_divisor(next_divisor), .next_remainder(next_remainder), .next_rest(next_rest)
                );
            end else if (REGISTERS[2+k-1]) begin : gen_next
                localparam integer STEPS = together(k);
                qnm_divide_step #(.D_WIDTH(D_WIDTH), .Q_WIDTH(Q_WIDTH), .STEPS(STEPS), .PRESENT(REGISTERS[2+k+STEPS-1])) step (
                    .clk(clk), .divisor(gen_step[k-1].next_divisor), .remainder(gen_step[k-1].next_remainder),
                    .rest(gen_step[k-1].next_rest),
                    .next_divisor(next_divisor), .next_remainder(next_remainder), .next_rest(next_rest)
                );
            end else begin : gen_done
                assign next_divisor   = gen_step[k-1].next_divisor;
                assign next_remainder = gen_step[k-1].next_remainder;
                assign next_rest      = gen_step[k-1].next_rest;
            end
        end
    endgenerate
    wire [D_WIDTH-1:0] last_divisor   = gen_step[Q_WIDTH-1].next_divisor;
    wire [D_WIDTH-1:0] last_remainder = gen_step[Q_WIDTH-1].next_remainder;
    wire [Q_WIDTH-1:0] quotient       = gen_step[Q_WIDTH-1].next_rest;
    wire               beyond;
    wire               sign;
    qnm_hold #(.WIDTH(2), .PLACES(Q_WIDTH), .REGISTERS(REGISTERS >> 2)) hold_sign (
        .clk(clk), .a({beyond_1, sign_1}), .y({beyond, sign}));

    // Q_WIDTH+2: rounding of the magnitude. Nearest is symmetric; floor of a negative quotient goes away from zero.
    wire [D_WIDTH:0]   twice   = {last_remainder, 1'b0};
    wire [D_WIDTH:0]   whole   = {1'b0, last_divisor};
    wire               nearest = (twice > whole) | ((twice == whole) & quotient[0]);
    wire               down    = sign & (|last_remainder);
    wire               up      = (ROUNDING == 1) ? nearest : down;
    wire [Q_WIDTH:0]   rounded = {1'b0, quotient} + {{Q_WIDTH{1'b0}}, up};
    wire [Q_WIDTH:0]   magnitude_2;
    wire               beyond_2;
    wire               sign_2;
    qnm_register #(.WIDTH(Q_WIDTH + 3), .PRESENT(REGISTERS[Q_WIDTH+2])) register_2 (
        .clk(clk), .a({rounded, beyond, sign}), .y({magnitude_2, beyond_2, sign_2})
    );

    // Q_WIDTH+3: sign, and a value beyond every result where there is no quotient.
    wire [X_WIDTH-1:0] magnitude = beyond_2
        ? {1'b0, {(X_WIDTH-1){1'b1}}}
        : {{(X_WIDTH-Q_WIDTH-1){1'b0}}, magnitude_2};
    wire [X_WIDTH-1:0]        valued = sign_2 ? -magnitude : magnitude;
    wire signed [X_WIDTH-1:0] x;
    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[Q_WIDTH+3])) register_3 (.clk(clk), .a(valued), .y(x));

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION(Y_FRACTION),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS >> (Q_WIDTH + 4))
    ) round (.clk(clk), .x(x), .y(y), .flag(flag));
endmodule

`default_nettype wire
