// qnm_round_saturate: the end of every fixed operation, from the exact value to the format of the result.
//
//   exact value = x * 2^-X_FRACTION
//   y           = the exact value rounded to Y_FRACTION fraction bits, then treated as OVERFLOW says
//
// Parameters: X_WIDTH, X_FRACTION       format of the exact value, always signed
//             Y_SIGNED, Y_WIDTH, Y_FRACTION  format of the result; fractions may be negative or larger than a width
//             ROUNDING  0 floor (towards minus infinity), 1 to the nearest, ties to even
//             OVERFLOW  0 saturate, 1 proved (the value is known to fit), 2 wrap (modulo 2^Y_WIDTH)
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      flag is 1 together with a y that was clipped; constant 0 unless OVERFLOW is 0.
// Places:     a register each, if REGISTERS says so:
//             one if ROUNDING is 1 and 0 < X_FRACTION - Y_FRACTION < X_WIDTH (the rounding adder), plus
//             one if OVERFLOW is 0 and the result is unsigned or narrower than the rounded value (clipping).
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_round_saturate #(
    parameter integer X_WIDTH    = 8,
    parameter integer X_FRACTION = 0,
    parameter integer Y_SIGNED   = 1,
    parameter integer Y_WIDTH    = 8,
    parameter integer Y_FRACTION = 0,
    parameter integer ROUNDING   = 1,
    parameter integer OVERFLOW   = 0,
    parameter [127:0] REGISTERS  = {128{1'b1}}
) (
    input  wire                      clk,
    input  wire signed [X_WIDTH-1:0] x,
    output wire        [Y_WIDTH-1:0] y,
    output wire                      flag
);
    // Places of x below the last place of y.
    localparam integer SHIFT   = X_FRACTION - Y_FRACTION;
    localparam integer ADDS    = (ROUNDING == 1 && SHIFT > 0 && SHIFT < X_WIDTH) ? 1 : 0;
    localparam integer R_WIDTH = (SHIFT >= X_WIDTH) ? 1 : X_WIDTH - SHIFT + ADDS;
    localparam integer CLIPS   = (OVERFLOW == 0 && (Y_SIGNED == 0 || R_WIDTH > Y_WIDTH)) ? 1 : 0;

    // x rounded to the last place of y, all its integer bits kept.
    wire signed [R_WIDTH-1:0] r;

    generate
        if (SHIFT == 0) begin : gen_same
            assign r = x;
        end else if (SHIFT < 0) begin : gen_finer
            assign r = {x, {(-SHIFT){1'b0}}};
        end else if (SHIFT >= X_WIDTH) begin : gen_below
            // |exact value| is at most half a place of y, and exactly half only at x = -2^(X_WIDTH-1): even is 0.
            wire unused = &{1'b0, x};
            assign r = (ROUNDING == 1) ? 1'b0 : x[X_WIDTH-1];
        end else if (ROUNDING == 1) begin : gen_nearest
            wire sticky;
            if (SHIFT > 1) begin : gen_sticky
                assign sticky = |x[SHIFT-2:0];
            end else begin : gen_no_sticky
                assign sticky = 1'b0;
            end
            wire up = x[SHIFT-1] & (sticky | x[SHIFT]);
            wire [R_WIDTH-1:0] rounded = {x[X_WIDTH-1], x[X_WIDTH-1:SHIFT]} + {{(R_WIDTH-1){1'b0}}, up};
            qnm_register #(.WIDTH(R_WIDTH), .PRESENT(REGISTERS[0])) register (.clk(clk), .a(rounded), .y(r));
        end else begin : gen_floor
            wire unused = &{1'b0, x[SHIFT-1:0]};
            assign r = x[X_WIDTH-1:SHIFT];
        end
    endgenerate

    generate
        if (CLIPS != 0) begin : gen_clip
            localparam [Y_WIDTH-1:0] HIGH = (Y_SIGNED != 0) ? {Y_WIDTH{1'b1}} >> 1 : {Y_WIDTH{1'b1}};
            wire               below;
            wire               above;
            wire [Y_WIDTH-1:0] unclipped;

            if (Y_SIGNED != 0) begin : gen_signed
                wire [R_WIDTH-Y_WIDTH-1:0] beyond = r[R_WIDTH-2:Y_WIDTH-1];
                assign below     = r[R_WIDTH-1] & ~(&beyond);
                assign above     = ~r[R_WIDTH-1] & (|beyond);
                assign unclipped = r[Y_WIDTH-1:0];
            end else if (R_WIDTH - 1 > Y_WIDTH) begin : gen_wide
                assign below     = r[R_WIDTH-1];
                assign above     = ~r[R_WIDTH-1] & (|r[R_WIDTH-2:Y_WIDTH]);
                assign unclipped = r[Y_WIDTH-1:0];
            end else begin : gen_narrow
                assign below = r[R_WIDTH-1];
                assign above = 1'b0;
                if (R_WIDTH > Y_WIDTH) begin : gen_drop_sign
                    assign unclipped = r[Y_WIDTH-1:0];
                end else if (R_WIDTH == Y_WIDTH) begin : gen_equal
                    assign unclipped = r;
                end else begin : gen_extend
                    assign unclipped = {{(Y_WIDTH-R_WIDTH){1'b0}}, r};
                end
            end

            wire [Y_WIDTH-1:0] clipped = below ? ((Y_SIGNED != 0) ? ~HIGH : {Y_WIDTH{1'b0}}) : above ? HIGH : unclipped;
            qnm_register #(.WIDTH(Y_WIDTH + 1), .PRESENT(REGISTERS[ADDS])) register (
                .clk(clk), .a({below | above, clipped}), .y({flag, y})
            );
        end else begin : gen_fits
            if (R_WIDTH > Y_WIDTH) begin : gen_drop
                wire unused = &{1'b0, r[R_WIDTH-1:Y_WIDTH]};
                assign y = r[Y_WIDTH-1:0];
            end else if (R_WIDTH == Y_WIDTH) begin : gen_equal
                assign y = r;
            end else begin : gen_extend
                assign y = {{(Y_WIDTH-R_WIDTH){r[R_WIDTH-1]}}, r};
            end
            assign flag = 1'b0;
            if (ADDS == 0) begin : gen_no_clock
                wire unused_clk = &{1'b0, clk};
            end
        end
    endgenerate
endmodule

`default_nettype wire
