// qnm_block: rtl/qnm_block.v with the output register of an ECP5 multiplier (MULT18X18D, FPGA-TN-02205), which yosys leaves unused.
//
//   x = a * b of one clock before
//
// Parameters: A_SIGNED, B_SIGNED  whether the operand has a sign
//             A_WIDTH, B_WIDTH    its bits, at most 18
// Latency:    1
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_block #(
    parameter integer A_SIGNED = 1,
    parameter integer A_WIDTH  = 8,
    parameter integer B_SIGNED = 1,
    parameter integer B_WIDTH  = 8
) (
    input  wire                       clk,
    input  wire         [A_WIDTH-1:0] a,
    input  wire         [B_WIDTH-1:0] b,
    output wire [A_WIDTH+B_WIDTH-1:0] x
);
    localparam integer X_WIDTH = A_WIDTH + B_WIDTH;
    wire [17:0] u;
    wire [17:0] v;
    wire [35:0] p;
    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(18)) align_a (.a(a), .x(u));
    qnm_align #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .LEFT(0), .X_WIDTH(18)) align_b (.a(b), .x(v));
    MULT18X18D #(
        .REG_OUTPUT_CLK("CLK0"), .REG_OUTPUT_CE("CE0"), .REG_OUTPUT_RST("RST0"), .GSR("DISABLED")
    ) block (
        .CLK0(clk), .CLK1(1'b0), .CLK2(1'b0), .CLK3(1'b0), .CE0(1'b1), .CE1(1'b1), .CE2(1'b1), .CE3(1'b1),
        .RST0(1'b0), .RST1(1'b0), .RST2(1'b0), .RST3(1'b0),
        .SIGNEDA(A_SIGNED != 0), .SIGNEDB(B_SIGNED != 0), .SOURCEA(1'b0), .SOURCEB(1'b0),
        .A0(u[0]), .A1(u[1]), .A2(u[2]), .A3(u[3]), .A4(u[4]), .A5(u[5]), .A6(u[6]), .A7(u[7]), .A8(u[8]), .A9(u[9]), .A10(u[10]), .A11(u[11]), .A12(u[12]), .A13(u[13]), .A14(u[14]), .A15(u[15]), .A16(u[16]), .A17(u[17]),
        .B0(v[0]), .B1(v[1]), .B2(v[2]), .B3(v[3]), .B4(v[4]), .B5(v[5]), .B6(v[6]), .B7(v[7]), .B8(v[8]), .B9(v[9]), .B10(v[10]), .B11(v[11]), .B12(v[12]), .B13(v[13]), .B14(v[14]), .B15(v[15]), .B16(v[16]), .B17(v[17]),
        .P0(p[0]), .P1(p[1]), .P2(p[2]), .P3(p[3]), .P4(p[4]), .P5(p[5]), .P6(p[6]), .P7(p[7]), .P8(p[8]), .P9(p[9]), .P10(p[10]), .P11(p[11]), .P12(p[12]), .P13(p[13]), .P14(p[14]), .P15(p[15]), .P16(p[16]), .P17(p[17]), .P18(p[18]), .P19(p[19]), .P20(p[20]), .P21(p[21]), .P22(p[22]), .P23(p[23]), .P24(p[24]), .P25(p[25]), .P26(p[26]), .P27(p[27]), .P28(p[28]), .P29(p[29]), .P30(p[30]), .P31(p[31]), .P32(p[32]), .P33(p[33]), .P34(p[34]), .P35(p[35])
    );
    assign x = p[X_WIDTH-1:0];
    generate
        if (X_WIDTH < 36) begin : gen_rest
            wire unused = &{1'b0, p[35:X_WIDTH]};
        end
    endgenerate
endmodule

`default_nettype wire
