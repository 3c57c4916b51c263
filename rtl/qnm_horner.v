// qnm_horner: one step of a polynomial by Horner's rule.
//
//   y = round(accumulator * local_code / 2^LOCAL_BITS) + coefficient,  round(v) = floor(v + 1/2)
//
// Parameters: A_WIDTH  accumulator (signed);  LOCAL_BITS of the unsigned local coordinate;  C_SIGNED, C_WIDTH the
//             coefficient;  Y_WIDTH = 1 + the wider of accumulator and signed coefficient
//             REGISTERS  as in qnm_register: two places of qnm_product, one behind the sum
// Ports:      y and next_local belong to the inputs of `latency` clocks before.
// Latency:    3 with all registers.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_horner #(
    parameter integer A_WIDTH       = 8,
    parameter integer LOCAL_BITS    = 4,
    parameter integer C_SIGNED      = 1,
    parameter integer C_WIDTH       = 8,
    parameter integer Y_WIDTH       = 9,
    parameter [127:0] REGISTERS     = {128{1'b1}}
) (
    input  wire                      clk,
    input  wire        [A_WIDTH-1:0] accumulator,
    input  wire     [LOCAL_BITS-1:0] local_code,
    input  wire        [C_WIDTH-1:0] coefficient,
    output wire        [Y_WIDTH-1:0] y,
    output wire     [LOCAL_BITS-1:0] next_local
);
    // The product, the half and the coefficient stand on one grid: one addition, then the low bits are dropped.
    localparam integer P_WIDTH = A_WIDTH + LOCAL_BITS + 1;
    localparam integer S_WIDTH = Y_WIDTH + LOCAL_BITS;

    wire signed [LOCAL_BITS:0] local_aligned;
    wire         [P_WIDTH-1:0] product_2;
    wire         [C_WIDTH-1:0] coefficient_2;
    qnm_align #(.A_SIGNED(0), .A_WIDTH(LOCAL_BITS), .LEFT(0), .X_WIDTH(LOCAL_BITS + 1))
        align_local (.a(local_code), .x(local_aligned));
    qnm_product #(.A_WIDTH(A_WIDTH), .B_WIDTH(LOCAL_BITS + 1), .BLOCKS(1), .REGISTERS(REGISTERS))
        product (.clk(clk), .a(accumulator), .b(local_aligned), .x(product_2));
    qnm_hold #(.WIDTH(C_WIDTH), .PLACES(2), .REGISTERS(REGISTERS)) hold_coefficient (
        .clk(clk), .a(coefficient), .y(coefficient_2));

    wire signed [S_WIDTH-1:0] product_aligned;
    wire signed [Y_WIDTH-1:0] coefficient_aligned;
    qnm_align #(.A_SIGNED(1), .A_WIDTH(P_WIDTH), .LEFT(0), .X_WIDTH(S_WIDTH))
        align_product (.a(product_2), .x(product_aligned));
    qnm_align #(.A_SIGNED(C_SIGNED), .A_WIDTH(C_WIDTH), .LEFT(0), .X_WIDTH(Y_WIDTH))
        align_coefficient (.a(coefficient_2), .x(coefficient_aligned));
    wire [LOCAL_BITS-1:0] half   = ~({LOCAL_BITS{1'b1}} >> 1);
    wire [S_WIDTH-1:0]    sum    = product_aligned + {coefficient_aligned, half};
    wire                  unused = &{1'b0, sum[LOCAL_BITS-1:0]};
    qnm_register #(.WIDTH(Y_WIDTH), .PRESENT(REGISTERS[2])) register_2 (
        .clk(clk), .a(sum[S_WIDTH-1:LOCAL_BITS]), .y(y));

    qnm_hold #(.WIDTH(LOCAL_BITS), .PLACES(3), .REGISTERS(REGISTERS)) hold_local (
        .clk(clk), .a(local_code), .y(next_local));
endmodule

`default_nettype wire
