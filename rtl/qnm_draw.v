// qnm_draw: the random number of one site for each instance and step, in the order in which instances are issued.
//
//   word = Threefry of counter (instance, step[31:0]) under key (SEED, {step[47:32], SITE})
//   KIND 0 bits: y = the first WIDTH bits of the first word (WIDTH 32: a uniform number);  KIND 1: a standard normal number, s18.14
//
//   The numbers are worked out ahead: y is the one of the instance that is issued next. Addresses count by themselves from
//   instance LANE of step 0 after reset, in rows of LANES instances.
//
// Parameters: ROWS of a step, LANES, LANE (which of them this is), SEED, SITE, KIND, WIDTH, FILE (coefficients of qnm_gaussian)
// Ports:      advance  the row is issued in this clock: the next number follows
//             restart  pulse: the numbers from the first instance of step `new_step` on follow
//             ready    y is there; low for LATENCY clocks after reset and restart
// Latency:    16 for bits, 24 for normal numbers, once after reset; one number a clock from then on.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_draw #(
    parameter integer ROWS  = 1,
    parameter integer LANES = 1,
    parameter integer LANE  = 0,
    parameter [31:0]  SEED  = 32'd1,
    parameter [15:0]  SITE  = 16'd0,
    parameter integer KIND  = 0,
    parameter integer WIDTH = 32,
    parameter         FILE  = "none.hex"
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             advance,
    input  wire             restart,
    input  wire [47:0]      new_step,
    output wire             ready,
    output wire [WIDTH-1:0] y
);
    localparam integer LATENCY       = (KIND == 1) ? 24 : 16;
    localparam [4:0]   FULL          = LATENCY[4:0];
    localparam [23:0]  FIRST         = LANE[23:0];
    localparam [23:0]  STRIDE        = LANES[23:0];
    localparam integer LAST_INSTANCE = (ROWS - 1) * LANES + LANE;
    localparam [23:0]  LAST          = LAST_INSTANCE[23:0];

    reg [4:0]  fill_reg;
    reg [23:0] instance_reg;
    reg [47:0] step_reg;

    wire        enable   = advance | ~ready;
    wire [31:0] instance_word = {8'd0, instance_reg};
    wire [31:0] word0;
    wire [31:0] word1;

    assign ready = fill_reg == FULL;

    always @(posedge clk) begin
        if (rst) begin
            fill_reg     <= 5'd0;
            instance_reg <= FIRST;
            step_reg     <= 48'd0;
        end else if (restart) begin
            fill_reg     <= 5'd0;
            instance_reg <= FIRST;
            step_reg     <= new_step;
        end else if (enable) begin
            if (~ready) fill_reg <= fill_reg + 5'd1;
            instance_reg <= (instance_reg == LAST) ? FIRST : instance_reg + STRIDE;
            if (instance_reg == LAST) step_reg <= step_reg + 48'd1;
        end
    end

    qnm_threefry #(.KEY0(SEED)) threefry (
        .clk(clk), .enable(enable),
        .key1({step_reg[47:32], SITE}), .counter0(instance_word), .counter1(step_reg[31:0]),
        .word0(word0), .word1(word1)
    );

    generate
        if (KIND == 1) begin : gen_normal
            qnm_gaussian #(.FILE(FILE)) gaussian (.clk(clk), .enable(enable), .word0(word0), .word1(word1), .y(y));
        end else begin : gen_bits
            assign y = word0[31:32-WIDTH];
            if (WIDTH == 32) begin : gen_all
                wire unused = &{1'b0, word1};
            end else begin : gen_some
                wire unused = &{1'b0, word1, word0[31-WIDTH:0]};
            end
        end
    endgenerate
endmodule

`default_nettype wire
