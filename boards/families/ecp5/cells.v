// Plain models of the two ECP5 cells of which yosys has only the ports: what a netlist is simulated with.
//
// Written from Lattice FPGA-TN-02204 (memory) and FPGA-TN-02205 (multipliers), as far as yosys, qnm_block and
// sim/synth/families/ecp5-output-registers.ts use these cells: of registers only the output register of a multiplier (REG_OUTPUT_CLK CLK0, always
// enabled, never reset; else NONE) and those of a memory (REGMODE OUTREG, enabled by OCE, never reset; else NOREG), one block as a true dual
// port of up to 18 bits or as one write and one read port of up to 36.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

// MULT18X18D: P = A * B, each signed or not.
module MULT18X18D #(
    parameter REG_OUTPUT_CLK = "NONE", parameter REG_OUTPUT_CE = "CE0", parameter REG_OUTPUT_RST = "RST0",
    parameter GSR = "ENABLED"
) (
    input  wire CLK0, CLK1, CLK2, CLK3, CE0, CE1, CE2, CE3, RST0, RST1, RST2, RST3,
    input  wire A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17,
    input  wire B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11, B12, B13, B14, B15, B16, B17,
    input  wire C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13, C14, C15, C16, C17,
    input  wire SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
    output wire P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, P15, P16, P17,
    output wire P18, P19, P20, P21, P22, P23, P24, P25, P26, P27, P28, P29, P30, P31, P32, P33, P34, P35
);
    wire        [17:0] a = {A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0};
    wire        [17:0] b = {B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0};
    wire signed [36:0] wide_a = {{19{SIGNEDA & a[17]}}, a};
    wire signed [36:0] wide_b = {{19{SIGNEDB & b[17]}}, b};
    wire        [36:0] product = wide_a * wide_b;
    reg         [35:0] product_reg;
    always @(posedge CLK0) product_reg <= product[35:0];
    assign {P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15, P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0} = (REG_OUTPUT_CLK == "CLK0") ? product_reg : product[35:0];
    wire unused = &{1'b0, product[36], SOURCEA, SOURCEB, CLK1, CLK2, CLK3, CE0, CE1, CE2, CE3, RST0, RST1, RST2, RST3, C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13, C14, C15, C16, C17};
endmodule

// DP16KD: 16 kbit and parity, 2048 groups of 9 bits. Words of 1, 2 and 4 bits use 8 bits of a group. A read of a place that the other
// port writes in the same clock is not defined: here it gives the complement, so that whoever relies on it is found.
module DP16KD #(
    parameter integer DATA_WIDTH_A = 18,
    parameter integer DATA_WIDTH_B = 18,
    parameter REGMODE_A = "NOREG", parameter REGMODE_B = "NOREG",
    parameter OCEAMUX = "OCEA", parameter OCEBMUX = "OCEB",
    parameter RESETMODE = "SYNC", parameter ASYNC_RESET_RELEASE = "SYNC",
    parameter CSDECODE_A = "0b000", parameter CSDECODE_B = "0b000",
    parameter CLKAMUX = "CLKA", parameter CLKBMUX = "CLKB",
    parameter WRITEMODE_A = "NORMAL", parameter WRITEMODE_B = "NORMAL",
    parameter GSR = "AUTO",
    parameter [319:0] INITVAL_00 = 320'h0, parameter [319:0] INITVAL_01 = 320'h0, parameter [319:0] INITVAL_02 = 320'h0,
    parameter [319:0] INITVAL_03 = 320'h0, parameter [319:0] INITVAL_04 = 320'h0, parameter [319:0] INITVAL_05 = 320'h0,
    parameter [319:0] INITVAL_06 = 320'h0, parameter [319:0] INITVAL_07 = 320'h0, parameter [319:0] INITVAL_08 = 320'h0,
    parameter [319:0] INITVAL_09 = 320'h0, parameter [319:0] INITVAL_0A = 320'h0, parameter [319:0] INITVAL_0B = 320'h0,
    parameter [319:0] INITVAL_0C = 320'h0, parameter [319:0] INITVAL_0D = 320'h0, parameter [319:0] INITVAL_0E = 320'h0,
    parameter [319:0] INITVAL_0F = 320'h0, parameter [319:0] INITVAL_10 = 320'h0, parameter [319:0] INITVAL_11 = 320'h0,
    parameter [319:0] INITVAL_12 = 320'h0, parameter [319:0] INITVAL_13 = 320'h0, parameter [319:0] INITVAL_14 = 320'h0,
    parameter [319:0] INITVAL_15 = 320'h0, parameter [319:0] INITVAL_16 = 320'h0, parameter [319:0] INITVAL_17 = 320'h0,
    parameter [319:0] INITVAL_18 = 320'h0, parameter [319:0] INITVAL_19 = 320'h0, parameter [319:0] INITVAL_1A = 320'h0,
    parameter [319:0] INITVAL_1B = 320'h0, parameter [319:0] INITVAL_1C = 320'h0, parameter [319:0] INITVAL_1D = 320'h0,
    parameter [319:0] INITVAL_1E = 320'h0, parameter [319:0] INITVAL_1F = 320'h0, parameter [319:0] INITVAL_20 = 320'h0,
    parameter [319:0] INITVAL_21 = 320'h0, parameter [319:0] INITVAL_22 = 320'h0, parameter [319:0] INITVAL_23 = 320'h0,
    parameter [319:0] INITVAL_24 = 320'h0, parameter [319:0] INITVAL_25 = 320'h0, parameter [319:0] INITVAL_26 = 320'h0,
    parameter [319:0] INITVAL_27 = 320'h0, parameter [319:0] INITVAL_28 = 320'h0, parameter [319:0] INITVAL_29 = 320'h0,
    parameter [319:0] INITVAL_2A = 320'h0, parameter [319:0] INITVAL_2B = 320'h0, parameter [319:0] INITVAL_2C = 320'h0,
    parameter [319:0] INITVAL_2D = 320'h0, parameter [319:0] INITVAL_2E = 320'h0, parameter [319:0] INITVAL_2F = 320'h0,
    parameter [319:0] INITVAL_30 = 320'h0, parameter [319:0] INITVAL_31 = 320'h0, parameter [319:0] INITVAL_32 = 320'h0,
    parameter [319:0] INITVAL_33 = 320'h0, parameter [319:0] INITVAL_34 = 320'h0, parameter [319:0] INITVAL_35 = 320'h0,
    parameter [319:0] INITVAL_36 = 320'h0, parameter [319:0] INITVAL_37 = 320'h0, parameter [319:0] INITVAL_38 = 320'h0,
    parameter [319:0] INITVAL_39 = 320'h0, parameter [319:0] INITVAL_3A = 320'h0, parameter [319:0] INITVAL_3B = 320'h0,
    parameter [319:0] INITVAL_3C = 320'h0, parameter [319:0] INITVAL_3D = 320'h0, parameter [319:0] INITVAL_3E = 320'h0,
    parameter [319:0] INITVAL_3F = 320'h0
) (
    input  wire CLKA, CEA, OCEA, WEA, RSTA, CSA0, CSA1, CSA2,
    input  wire ADA0, ADA1, ADA2, ADA3, ADA4, ADA5, ADA6, ADA7, ADA8, ADA9, ADA10, ADA11, ADA12, ADA13,
    input  wire DIA0, DIA1, DIA2, DIA3, DIA4, DIA5, DIA6, DIA7, DIA8, DIA9, DIA10, DIA11, DIA12, DIA13, DIA14, DIA15, DIA16, DIA17,
    output wire DOA0, DOA1, DOA2, DOA3, DOA4, DOA5, DOA6, DOA7, DOA8, DOA9, DOA10, DOA11, DOA12, DOA13, DOA14, DOA15, DOA16, DOA17,
    input  wire CLKB, CEB, OCEB, WEB, RSTB, CSB0, CSB1, CSB2,
    input  wire ADB0, ADB1, ADB2, ADB3, ADB4, ADB5, ADB6, ADB7, ADB8, ADB9, ADB10, ADB11, ADB12, ADB13,
    input  wire DIB0, DIB1, DIB2, DIB3, DIB4, DIB5, DIB6, DIB7, DIB8, DIB9, DIB10, DIB11, DIB12, DIB13, DIB14, DIB15, DIB16, DIB17,
    output wire DOB0, DOB1, DOB2, DOB3, DOB4, DOB5, DOB6, DOB7, DOB8, DOB9, DOB10, DOB11, DOB12, DOB13, DOB14, DOB15, DOB16, DOB17
);
    localparam [20479:0] INIT = {
        INITVAL_3F, INITVAL_3E, INITVAL_3D, INITVAL_3C, INITVAL_3B, INITVAL_3A, INITVAL_39, INITVAL_38,
        INITVAL_37, INITVAL_36, INITVAL_35, INITVAL_34, INITVAL_33, INITVAL_32, INITVAL_31, INITVAL_30,
        INITVAL_2F, INITVAL_2E, INITVAL_2D, INITVAL_2C, INITVAL_2B, INITVAL_2A, INITVAL_29, INITVAL_28,
        INITVAL_27, INITVAL_26, INITVAL_25, INITVAL_24, INITVAL_23, INITVAL_22, INITVAL_21, INITVAL_20,
        INITVAL_1F, INITVAL_1E, INITVAL_1D, INITVAL_1C, INITVAL_1B, INITVAL_1A, INITVAL_19, INITVAL_18,
        INITVAL_17, INITVAL_16, INITVAL_15, INITVAL_14, INITVAL_13, INITVAL_12, INITVAL_11, INITVAL_10,
        INITVAL_0F, INITVAL_0E, INITVAL_0D, INITVAL_0C, INITVAL_0B, INITVAL_0A, INITVAL_09, INITVAL_08,
        INITVAL_07, INITVAL_06, INITVAL_05, INITVAL_04, INITVAL_03, INITVAL_02, INITVAL_01, INITVAL_00
    };
    reg [8:0] memory [0:2047];
    integer n;
    // each row of INITVAL holds 16 words of 18 bits in 20
    initial for (n = 0; n < 2048; n = n + 1) memory[n] = INIT[(n / 2) * 20 + (n % 2) * 9 +: 9];

    wire [13:0] address_a = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
    wire [13:0] address_b = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
    wire [17:0] in_a = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0};
    wire [17:0] in_b = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0};
    // a word of 36 bits comes through port A and goes out through both
    wire [35:0] wide_in_a = {in_b, in_a};
    reg  [35:0] out_a_reg = 36'd0;
    reg  [35:0] out_b_reg = 36'd0;

    // first group of a word
    function [10:0] groupOf(input [13:0] address, input integer width);
        groupOf = (width == 36) ? {address[13:5], 2'b00} : (width == 18) ? {address[13:4], 1'b0} : address[13:3];
    endfunction
    // groups that a write touches: the low bits of the address enable them in wide words
    function [3:0] writtenOf(input [13:0] address, input integer width);
        writtenOf = (width == 36) ? address[3:0] : (width == 18) ? {2'b00, address[1:0]} : 4'b0001;
    endfunction
    // a word of less than 9 bits inside of its group
    function [8:0] placed(input [8:0] old, input [8:0] word, input [2:0] at, input integer width);
        case (width)
            1:       placed = (old & ~(9'd1 << at)) | ({8'd0, word[0]} << at);
            2:       placed = (old & ~(9'd3 << {at[2:1], 1'b0})) | ({7'd0, word[1:0]} << {at[2:1], 1'b0});
            4:       placed = (old & ~(9'd15 << {at[2], 2'b00})) | ({5'd0, word[3:0]} << {at[2], 2'b00});
            default: placed = word;
        endcase
    endfunction
    function [35:0] taken(input [35:0] groups, input [2:0] at, input integer width);
        case (width)
            1:       taken = {35'd0, groups[at]};
            2:       taken = (groups >> {at[2:1], 1'b0}) & 36'd3;
            4:       taken = (groups >> {at[2], 2'b00}) & 36'd15;
            9:       taken = {27'd0, groups[8:0]};
            18:      taken = {18'd0, groups[17:0]};
            default: taken = groups;
        endcase
    endfunction

    wire [10:0] group_a = groupOf(address_a, DATA_WIDTH_A);
    wire [10:0] group_b = groupOf(address_b, DATA_WIDTH_B);
    wire        writes_a = CEA & WEA;
    wire        writes_b = CEB & WEB;
    wire [35:0] read_a = {memory[group_a | 11'd3], memory[group_a | 11'd2], memory[group_a | 11'd1], memory[group_a]};
    wire [35:0] read_b = {memory[group_b | 11'd3], memory[group_b | 11'd2], memory[group_b | 11'd1], memory[group_b]};
    // the wider of the two words decides whether they meet
    localparam integer WIDER = (DATA_WIDTH_A > DATA_WIDTH_B) ? DATA_WIDTH_A : DATA_WIDTH_B;
    wire        meet = groupOf(address_a, WIDER) == groupOf(address_b, WIDER);

    integer i;
    always @(posedge CLKA) begin
        if (writes_a)
            for (i = 0; i < 4; i = i + 1)
                if ((writtenOf(address_a, DATA_WIDTH_A) >> i) & 4'd1)
                    memory[group_a + i] <= placed(memory[group_a + i], wide_in_a[9*i +: 9], address_a[2:0], DATA_WIDTH_A);
        if (RSTA) out_a_reg <= 36'd0;
        else if (CEA) begin
            if (!WEA) out_a_reg <= taken(read_a, address_a[2:0], DATA_WIDTH_A) ^ {36{writes_b & meet}};
            else if (WRITEMODE_A == "WRITETHROUGH") out_a_reg <= wide_in_a;
            else if (WRITEMODE_A == "READBEFOREWRITE") out_a_reg <= taken(read_a, address_a[2:0], DATA_WIDTH_A);
        end
    end

    integer j;
    always @(posedge CLKB) begin
        if (writes_b)
            for (j = 0; j < 4; j = j + 1)
                if ((writtenOf(address_b, DATA_WIDTH_B) >> j) & 4'd1)
                    memory[group_b + j] <= placed(memory[group_b + j], {18'd0, in_b} >> (9 * j), address_b[2:0], DATA_WIDTH_B);
        if (RSTB) out_b_reg <= 36'd0;
        else if (CEB) begin
            if (!WEB) out_b_reg <= taken(read_b, address_b[2:0], DATA_WIDTH_B) ^ {36{writes_a & meet}};
            else if (WRITEMODE_B == "WRITETHROUGH") out_b_reg <= {18'd0, in_b};
            else if (WRITEMODE_B == "READBEFOREWRITE") out_b_reg <= taken(read_b, address_b[2:0], DATA_WIDTH_B);
        end
    end

    // a word of 36 bits has one output register, by the clock of B
    reg  [35:0] late_a_reg = 36'd0;
    reg  [35:0] late_b_reg = 36'd0;
    wire        late_a_enable = (OCEAMUX == "INV") ? ~OCEA : OCEA;
    wire        late_b_enable = (OCEBMUX == "INV") ? ~OCEB : OCEB;
    always @(posedge CLKA) if (late_a_enable) late_a_reg <= out_a_reg;
    always @(posedge CLKB) if (late_b_enable) late_b_reg <= out_b_reg;
    wire [35:0] word_a = (REGMODE_A == "OUTREG") ? late_a_reg : out_a_reg;
    wire [35:0] word_b = (REGMODE_B == "OUTREG") ? late_b_reg : out_b_reg;

    assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0} = (DATA_WIDTH_B == 36) ? word_b[17:0] : word_a[17:0];
    assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0} = (DATA_WIDTH_B == 36) ? word_b[35:18] : word_b[17:0];
    wire unused = &{1'b0, CSA0, CSA1, CSA2, CSB0, CSB1, CSB2, word_a[35:18]};
endmodule

`default_nettype wire
