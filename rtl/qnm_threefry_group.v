// qnm_threefry_group: four rounds of Threefry-2x32 and the key that follows them.
//
//   round:      x = x + y;  y = (y rotated left) ^ x
//   rotations:  13 15 26 6 in odd groups, 17 29 16 24 in even ones
//   injection i: x += key i mod 3, y += key (i+1) mod 3, y += i; the keys are KEY0, k and their parity with 1BD11BDA
//
// Parameters: KEY0, INJECTION (number of the group, from 1)
// Ports:      enable  all registers move
// Latency:    3 enabled clocks.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_threefry_group #(
    parameter [31:0]  KEY0      = 32'd0,
    parameter integer INJECTION = 1
) (
    input  wire        clk,
    input  wire        enable,
    input  wire [31:0] x,
    input  wire [31:0] y,
    input  wire [31:0] k,
    output wire [31:0] x_out,
    output wire [31:0] y_out,
    output wire [31:0] k_out
);
    localparam [31:0] NUMBER = INJECTION[31:0];

    // rounds one and two
    wire [31:0] x1;
    wire [31:0] y1;
    wire [31:0] x2;
    wire [31:0] y2;
    wire [31:0] y_turned;
    wire [31:0] y1_turned;
    reg  [31:0] x2_reg;
    reg  [31:0] y2_reg;
    reg  [31:0] k2_reg;
    // rounds three and four
    wire [31:0] x3;
    wire [31:0] y3;
    wire [31:0] x4;
    wire [31:0] y4;
    wire [31:0] y2_turned;
    wire [31:0] y3_turned;
    reg  [31:0] x4_reg;
    reg  [31:0] y4_reg;
    reg  [31:0] k4_reg;
    // key
    wire [31:0] parity = 32'h1bd11bda ^ KEY0 ^ k4_reg;
    wire [31:0] key_x;
    wire [31:0] key_y;
    reg  [31:0] x_reg;
    reg  [31:0] y_reg;
    reg  [31:0] k_reg;

    generate
        if (INJECTION % 2 == 1) begin : gen_odd
            assign y_turned  = {y[18:0], y[31:19]};
            assign y1_turned = {y1[16:0], y1[31:17]};
            assign y2_turned = {y2_reg[5:0], y2_reg[31:6]};
            assign y3_turned = {y3[25:0], y3[31:26]};
        end else begin : gen_even
            assign y_turned  = {y[14:0], y[31:15]};
            assign y1_turned = {y1[2:0], y1[31:3]};
            assign y2_turned = {y2_reg[15:0], y2_reg[31:16]};
            assign y3_turned = {y3[7:0], y3[31:8]};
        end
        if (INJECTION % 3 == 0) begin : gen_key_0
            assign key_x = KEY0;
            assign key_y = k4_reg;
            wire unused = &{1'b0, parity};
        end else if (INJECTION % 3 == 1) begin : gen_key_1
            assign key_x = k4_reg;
            assign key_y = parity;
        end else begin : gen_key_2
            assign key_x = parity;
            assign key_y = KEY0;
        end
    endgenerate

    assign x1 = x + y;
    assign y1 = y_turned ^ x1;
    assign x2 = x1 + y1;
    assign y2 = y1_turned ^ x2;
    assign x3 = x2_reg + y2_reg;
    assign y3 = y2_turned ^ x3;
    assign x4 = x3 + y3;
    assign y4 = y3_turned ^ x4;

    always @(posedge clk) begin
        if (enable) begin
            x2_reg <= x2;
            y2_reg <= y2;
            k2_reg <= k;
            x4_reg <= x4;
            y4_reg <= y4;
            k4_reg <= k2_reg;
            x_reg  <= x4_reg + key_x;
            y_reg  <= y4_reg + key_y + NUMBER;
            k_reg  <= k4_reg;
        end
    end

    assign x_out = x_reg;
    assign y_out = y_reg;
    assign k_out = k_reg;
endmodule

`default_nettype wire
