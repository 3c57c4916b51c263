// qnm_table_linear: piecewise linear function of one variable.
//
//   y = c1 d + c0, c of the segment of a, d the local coordinate in 0 .. 1;
//   each product is rounded half up to WORK_FRACTION, the end rounded and clipped once
//
// Parameters: A_, Y_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION;  ROUNDING, OVERFLOW  as in
//             qnm_round_saturate;  LOW_CODE .. COARSE_FILE  as in qnm_table_address;  C0_ .. SIGNED WIDTH FILE  the
//             coefficients of each power, SEGMENTS words, WORK_FRACTION fraction bits
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y and flag belong to the a of `latency` clocks before. Inputs outside the table take its nearest end.
// Latency:    with all registers that of qnm_table_address + 5 + that of qnm_round_saturate.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_table_linear #(
    parameter integer A_SIGNED      = 1,
    parameter integer A_WIDTH       = 8,
    parameter integer A_FRACTION    = 0,
    parameter [63:0]  LOW_CODE      = 64'd0,
    parameter [63:0]  SPAN          = 64'd255,
    parameter integer SPAN_WIDTH    = 8,
    parameter integer COARSE_SHIFT  = 8,
    parameter integer COARSE_COUNT  = 1,
    parameter integer FINE_BITS     = 4,
    parameter integer FIRST_SEGMENT = 0,
    parameter integer SEGMENTS      = 16,
    parameter integer SEGMENT_WIDTH = 4,
    parameter integer LOCAL_BITS    = 4,
    parameter         COARSE_FILE   = "none.hex",
    parameter integer WORK_FRACTION = 0,
    parameter integer C0_SIGNED     = 1,
    parameter integer C0_WIDTH      = 8,
    parameter         C0_FILE       = "none.hex",
    parameter integer C1_SIGNED     = 1,
    parameter integer C1_WIDTH      = 8,
    parameter         C1_FILE       = "none.hex",
    parameter integer Y_SIGNED      = 1,
    parameter integer Y_WIDTH       = 8,
    parameter integer Y_FRACTION    = 0,
    parameter integer ROUNDING      = 1,
    parameter integer OVERFLOW      = 0,
    parameter [127:0] REGISTERS     = {128{1'b1}}
) (
    input  wire               clk,
    input  wire [A_WIDTH-1:0] a,
    output wire [Y_WIDTH-1:0] y,
    output wire               flag
);
    localparam integer S0_WIDTH = C0_WIDTH + ((C0_SIGNED != 0) ? 0 : 1);
    localparam integer S1_WIDTH = C1_WIDTH + ((C1_SIGNED != 0) ? 0 : 1);
    // Accumulator after each power.
    localparam integer ACC1_WIDTH = S1_WIDTH;
    localparam integer ACC0_WIDTH = ((ACC1_WIDTH > S0_WIDTH) ? ACC1_WIDTH : S0_WIDTH) + 1;

    // Places of the address, then of the memories, which are all read at once.
    localparam integer ADDRESS = (COARSE_COUNT == 1) ? 2 : 5;
    localparam [127:0] READ    = REGISTERS >> ADDRESS;
    wire [SEGMENT_WIDTH-1:0] segment;
    wire [LOCAL_BITS-1:0]    local_code;
    qnm_table_address #(
        .A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LOW_CODE(LOW_CODE), .SPAN(SPAN), .SPAN_WIDTH(SPAN_WIDTH),
        .COARSE_SHIFT(COARSE_SHIFT), .COARSE_COUNT(COARSE_COUNT), .FINE_BITS(FINE_BITS), .FIRST_SEGMENT(FIRST_SEGMENT),
        .SEGMENT_WIDTH(SEGMENT_WIDTH), .LOCAL_BITS(LOCAL_BITS), .COARSE_FILE(COARSE_FILE), .REGISTERS(REGISTERS)
    ) address (.clk(clk), .a(a), .segment(segment), .local_code(local_code));

    wire [C1_WIDTH-1:0] coefficient_1;
    qnm_rom #(.WIDTH(C1_WIDTH), .DEPTH(SEGMENTS), .ADDRESS_WIDTH(SEGMENT_WIDTH), .FILE(C1_FILE), .OUTPUT(READ[1]))
        rom_1 (.clk(clk), .address(segment), .y(coefficient_1));
    wire [C0_WIDTH-1:0] coefficient_0;
    qnm_rom #(.WIDTH(C0_WIDTH), .DEPTH(SEGMENTS), .ADDRESS_WIDTH(SEGMENT_WIDTH), .FILE(C0_FILE), .OUTPUT(READ[1]))
        rom_0 (.clk(clk), .address(segment), .y(coefficient_0));

    wire signed [ACC1_WIDTH-1:0] acc1;
    qnm_align #(.A_SIGNED(C1_SIGNED), .A_WIDTH(C1_WIDTH), .LEFT(0), .X_WIDTH(ACC1_WIDTH))
        align_top (.a(coefficient_1), .x(acc1));
    wire [LOCAL_BITS-1:0] local1;
    qnm_hold #(.WIDTH(LOCAL_BITS), .PLACES(2), .REGISTERS(READ)) hold_local (.clk(clk), .a(local_code), .y(local1));

    wire [ACC0_WIDTH-1:0] acc0;
    wire [LOCAL_BITS-1:0] local0;
    qnm_horner #(
        .A_WIDTH(ACC1_WIDTH), .LOCAL_BITS(LOCAL_BITS), .C_SIGNED(C0_SIGNED), .C_WIDTH(C0_WIDTH), .Y_WIDTH(ACC0_WIDTH),
        .REGISTERS(READ >> 2)
    ) horner_0 (
        .clk(clk), .accumulator(acc1), .local_code(local1), .coefficient(coefficient_0), .y(acc0), .next_local(local0)
    );

    // Nothing follows the last power; A_FRACTION does not matter, the table is defined on integers.
    wire unused = &{1'b0, local0, A_FRACTION == 0};

    qnm_round_saturate #(
        .X_WIDTH(ACC0_WIDTH), .X_FRACTION(WORK_FRACTION),
        .Y_SIGNED(Y_SIGNED), .Y_WIDTH(Y_WIDTH), .Y_FRACTION(Y_FRACTION), .ROUNDING(ROUNDING), .OVERFLOW(OVERFLOW),
        .REGISTERS(READ >> 5)
    ) round (.clk(clk), .x(acc0), .y(y), .flag(flag));
endmodule

`default_nettype wire
