// qnm_scale: product of an operand of any format with a constant, by adders: no multiplier block.
//
//   y = a * K: exact product, then rounded and clipped once;  K = (PLUS - MINUS) * 2^-K_FRACTION
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             PLACES       signed digits of K: digit k is +1 where PLUS has bit k, -1 where MINUS has it, no two neighbours both
//             PLUS, MINUS  at most 64 of them
//             K_FRACTION   of K
//             ROUNDING, OVERFLOW  as in qnm_round_saturate
//             REGISTERS    which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before.
// Latency:    with all registers 2 (the sums of eight places each, then the sum of these) + that of qnm_round_saturate.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_scale #(
    parameter integer A_SIGNED   = 1,
    parameter integer A_WIDTH    = 8,
    parameter integer A_FRACTION = 0,
    parameter integer Y_SIGNED   = 1,
    parameter integer Y_WIDTH    = 8,
    parameter integer Y_FRACTION = 0,
    parameter integer K_FRACTION = 0,
    parameter integer PLACES     = 8,
    parameter [63:0]  PLUS       = 64'd1,
    parameter [63:0]  MINUS      = 64'd0,
    parameter integer ROUNDING   = 1,
    parameter integer OVERFLOW   = 0,
    parameter [127:0] REGISTERS  = {128{1'b1}}
) (
    input  wire               clk,
    input  wire [A_WIDTH-1:0] a,
    output wire [Y_WIDTH-1:0] y,
    output wire               flag
);
    // Eight places hold four digits: two adders one behind the other. A sum of n places stands for less than 2^n times a.
    localparam integer GROUP   = 8;
    localparam integer GROUPS  = (PLACES + GROUP - 1) / GROUP;
    localparam integer S_WIDTH = A_WIDTH + ((A_SIGNED != 0) ? 0 : 1);
    localparam integer X_WIDTH = S_WIDTH + PLACES;

    wire signed        [S_WIDTH-1:0] a_aligned;
    wire        [GROUPS*X_WIDTH-1:0] terms;
    reg                [X_WIDTH-1:0] sum;
    wire               [X_WIDTH-1:0] x;
    genvar                           g;
    integer                          t;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(S_WIDTH)) align_a (.a(a), .x(a_aligned));

    generate
        for (g = 0; g < GROUPS; g = g + 1) begin : gen_group
            localparam integer SIZE    = (g == GROUPS - 1) ? PLACES - GROUP * g : GROUP;
            localparam integer P_WIDTH = S_WIDTH + SIZE;
            // First the digits that are +1, then those that are -1. Wires, not a loop in a block, which simulators of events
            // would go through at each change of a bit of a.
            wire [P_WIDTH-1:0] held;
            genvar             k;
            for (k = 0; k < 2 * SIZE; k = k + 1) begin : gen_digit
                localparam integer PLACE = (k < SIZE) ? k : k - SIZE;
                localparam   [0:0] HERE  = (k < SIZE) ? PLUS[GROUP*g+PLACE] : MINUS[GROUP*g+PLACE];
                wire [P_WIDTH-1:0] so_far;
                wire [P_WIDTH-1:0] part;
                if (k == 0) begin : gen_first
                    assign so_far = {P_WIDTH{1'b0}};
                end else begin : gen_next
                    assign so_far = gen_digit[k-1].part;
                end
                if (HERE == 1'b0) begin : gen_none
                    assign part = so_far;
                end else if (k < SIZE) begin : gen_plus
                    assign part = so_far + ({{SIZE{a_aligned[S_WIDTH-1]}}, a_aligned} << PLACE);
                end else begin : gen_minus
                    assign part = so_far - ({{SIZE{a_aligned[S_WIDTH-1]}}, a_aligned} << PLACE);
                end
            end
            qnm_register #(.WIDTH(P_WIDTH), .PRESENT(REGISTERS[0])) register (.clk(clk), .a(gen_digit[2*SIZE-1].part), .y(held));
            qnm_align #(.A_SIGNED(1), .A_WIDTH(P_WIDTH), .LEFT(GROUP*g), .X_WIDTH(X_WIDTH))
                align (.a(held), .x(terms[g*X_WIDTH +: X_WIDTH]));
        end
    endgenerate

    always @* begin
        sum = {X_WIDTH{1'b0}};
        for (t = 0; t < GROUPS; t = t + 1) sum = sum + terms[t*X_WIDTH +: X_WIDTH];
    end
    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[1])) register_1 (.clk(clk), .a(sum), .y(x));

    qnm_round_saturate #(
        .X_WIDTH(X_WIDTH), .X_FRACTION((A_FRACTION + K_FRACTION)),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(REGISTERS >> 2)
    ) round (.clk(clk), .x(x), .y(y), .flag(flag));
endmodule

`default_nettype wire
