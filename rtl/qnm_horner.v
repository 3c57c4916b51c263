// qnm_horner: one step of a polynomial by Horner's rule.
//
//   y = round(accumulator * local_code / 2^LOCAL_BITS) + c,  round(v) = floor(v + 1/2),  c = coefficient of `segment`
//
// Parameters: A_WIDTH  accumulator (signed);  LOCAL_BITS of the unsigned local coordinate;  C_SIGNED, C_WIDTH, C_FILE
//             the coefficients, SEGMENTS words;  Y_WIDTH = 1 + the wider of accumulator and signed coefficient
// Ports:      y, next_segment and next_local belong to the inputs of `latency` clocks before.
// Latency:    3.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_horner #(
    parameter integer A_WIDTH       = 8,
    parameter integer LOCAL_BITS    = 4,
    parameter integer SEGMENTS      = 2,
    parameter integer SEGMENT_WIDTH = 1,
    parameter integer C_SIGNED      = 1,
    parameter integer C_WIDTH       = 8,
    parameter         C_FILE        = "none.hex",
    parameter integer Y_WIDTH       = 9
) (
    input  wire                      clk,
    input  wire        [A_WIDTH-1:0] accumulator,
    input  wire  [SEGMENT_WIDTH-1:0] segment,
    input  wire     [LOCAL_BITS-1:0] local_code,
    output wire        [Y_WIDTH-1:0] y,
    output wire  [SEGMENT_WIDTH-1:0] next_segment,
    output wire     [LOCAL_BITS-1:0] next_local
);
    // The product, the half and c stand on one grid: one addition, then the low bits are dropped.
    localparam integer P_WIDTH = A_WIDTH + LOCAL_BITS + 1;
    localparam integer S_WIDTH = Y_WIDTH + LOCAL_BITS;

    wire signed [P_WIDTH-1:0] accumulator_aligned;
    wire signed [P_WIDTH-1:0] local_aligned;
    qnm_align #(.A_SIGNED(1), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(P_WIDTH))
        align_accumulator (.a(accumulator), .x(accumulator_aligned));
    qnm_align #(.A_SIGNED(0), .A_WIDTH(LOCAL_BITS), .LEFT(0), .X_WIDTH(P_WIDTH))
        align_local (.a(local_code), .x(local_aligned));

    // 1, 2: product; coefficient.
    reg signed [P_WIDTH-1:0] product_1_reg;
    reg        [P_WIDTH-1:0] product_2_reg;
    always @(posedge clk) begin
        product_1_reg <= accumulator_aligned * local_aligned;
        product_2_reg <= product_1_reg;
    end
    wire [C_WIDTH-1:0] coefficient;
    qnm_rom #(.WIDTH(C_WIDTH), .DEPTH(SEGMENTS), .ADDRESS_WIDTH(SEGMENT_WIDTH), .FILE(C_FILE))
        coefficient_rom (.clk(clk), .address(segment), .y(coefficient));

    // 3: sum.
    wire signed [S_WIDTH-1:0] product_aligned;
    wire signed [Y_WIDTH-1:0] coefficient_aligned;
    qnm_align #(.A_SIGNED(1), .A_WIDTH(P_WIDTH), .LEFT(0), .X_WIDTH(S_WIDTH))
        align_product (.a(product_2_reg), .x(product_aligned));
    qnm_align #(.A_SIGNED(C_SIGNED), .A_WIDTH(C_WIDTH), .LEFT(0), .X_WIDTH(Y_WIDTH))
        align_coefficient (.a(coefficient), .x(coefficient_aligned));
    wire [LOCAL_BITS-1:0] half   = ~({LOCAL_BITS{1'b1}} >> 1);
    wire [S_WIDTH-1:0]    sum    = product_aligned + {coefficient_aligned, half};
    wire                  unused = &{1'b0, sum[LOCAL_BITS-1:0]};
    reg  [Y_WIDTH-1:0]    y_reg;
    always @(posedge clk) y_reg <= sum[S_WIDTH-1:LOCAL_BITS];
    assign y = y_reg;

    qnm_delay #(.WIDTH(SEGMENT_WIDTH), .DEPTH(3)) delay_segment (.clk(clk), .a(segment), .y(next_segment));
    qnm_delay #(.WIDTH(LOCAL_BITS), .DEPTH(3)) delay_local (.clk(clk), .a(local_code), .y(next_local));
endmodule

`default_nettype wire
