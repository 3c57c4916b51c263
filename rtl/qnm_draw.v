// qnm_draw: the random number of one site for each instance and step, in the order in which instances are issued.
//
//   word = Threefry of counter (instance, step[31:0]) under key (SEED, {step[47:32], SITE})
//   KIND 0 bits: y = the first WIDTH bits of the first word (WIDTH 32: a uniform number);  KIND 1: a standard normal number, s18.14
//
//   The numbers are worked out ahead: y is the one of the instance that is issued next. Addresses count by themselves from
//   instance 0 of step 0 after reset.
//
// Parameters: INSTANCES, INSTANCE_WIDTH (bits of its number), SEED, SITE, KIND, WIDTH, FILE (coefficients of qnm_gaussian)
// Ports:      advance  the instance is issued in this clock: the next number follows
//             ready    y is there; low for LATENCY clocks after reset
// Latency:    16 for bits, 24 for normal numbers, once after reset; one number a clock from then on.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_draw #(
    parameter integer INSTANCES      = 1,
    parameter integer INSTANCE_WIDTH = 1,
    parameter [31:0]  SEED           = 32'd1,
    parameter [15:0]  SITE           = 16'd0,
    parameter integer KIND           = 0,
    parameter integer WIDTH          = 32,
    parameter         FILE           = "none.hex"
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             advance,
    output wire             ready,
    output wire [WIDTH-1:0] y
);
    localparam integer              LATENCY       = (KIND == 1) ? 24 : 16;
    localparam [4:0]                FULL          = LATENCY[4:0];
    localparam integer              LAST_INSTANCE = INSTANCES - 1;
    localparam [INSTANCE_WIDTH-1:0] LAST          = LAST_INSTANCE[INSTANCE_WIDTH-1:0];

    reg [4:0]                fill_reg;
    reg [INSTANCE_WIDTH-1:0] instance_reg;
    reg [47:0]               step_reg;

    wire        enable   = advance | ~ready;
    wire [31:0] instance_word = {{(32 - INSTANCE_WIDTH){1'b0}}, instance_reg};
    wire [31:0] word0;
    wire [31:0] word1;

    assign ready = fill_reg == FULL;

    always @(posedge clk) begin
        if (rst) begin
            fill_reg     <= 5'd0;
            instance_reg <= {INSTANCE_WIDTH{1'b0}};
            step_reg     <= 48'd0;
        end else if (enable) begin
            if (~ready) fill_reg <= fill_reg + 5'd1;
            instance_reg <= (instance_reg == LAST) ? {INSTANCE_WIDTH{1'b0}} : instance_reg + 1'b1;
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
