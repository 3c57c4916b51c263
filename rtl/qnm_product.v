// qnm_product: the exact product of two signed numbers, with places for two registers.
//
//   x = a * b
//
// Parameters: A_WIDTH, B_WIDTH  bits of the operands
//             PIECEWISE  1: the first register stands between the products of pieces of 17 bits (a multiplier block each) and their sum;
//                        0: both stand behind the product, for the pipeline registers of a block
//             REGISTERS  which of the two places hold a register (see qnm_register)
// Ports:      x belongs to the a and b of `latency` clocks before.
// Latency:    2 with both registers. Without the first, synthesis cuts the product into blocks as it likes.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_product #(
    parameter integer   A_WIDTH   = 8,
    parameter integer   B_WIDTH   = 8,
    parameter integer   PIECEWISE = 0,
    parameter [127:0]   REGISTERS = {128{1'b1}}
) (
    input  wire                       clk,
    input  wire         [A_WIDTH-1:0] a,
    input  wire         [B_WIDTH-1:0] b,
    output wire [A_WIDTH+B_WIDTH-1:0] x
);
    localparam integer X_WIDTH  = A_WIDTH + B_WIDTH;
    // Pieces below the highest are unsigned: a block multiplies 18 bits with sign.
    localparam integer PIECE    = 17;
    localparam integer A_PIECES = (A_WIDTH <= PIECE) ? 1 : (A_WIDTH + PIECE - 2) / PIECE;
    localparam integer B_PIECES = (B_WIDTH <= PIECE) ? 1 : (B_WIDTH + PIECE - 2) / PIECE;
    localparam integer PIECES   = A_PIECES * B_PIECES;
    localparam integer SPLIT    = (PIECEWISE != 0 && PIECES > 1 && REGISTERS[0]) ? 1 : 0;

    wire [X_WIDTH-1:0] exact;

    generate
        if (SPLIT != 0) begin : gen_pieces
            wire [PIECES*X_WIDTH-1:0] terms;
            reg  [X_WIDTH-1:0]        sum;
            genvar                    i;
            genvar                    j;
            integer                   k;
            for (i = 0; i < A_PIECES; i = i + 1) begin : gen_a
                for (j = 0; j < B_PIECES; j = j + 1) begin : gen_b
                    localparam integer OFFSET  = PIECE * (i + j);
                    localparam integer A_SIZE  = (i == A_PIECES - 1) ? A_WIDTH - PIECE * i : PIECE;
                    localparam integer B_SIZE  = (j == B_PIECES - 1) ? B_WIDTH - PIECE * j : PIECE;
                    // Whether the piece holds the sign.
                    localparam integer A_LAST  = (i == A_PIECES - 1) ? 1 : 0;
                    localparam integer B_LAST  = (j == B_PIECES - 1) ? 1 : 0;
                    localparam integer P_WIDTH = A_SIZE + B_SIZE + ((A_LAST != B_LAST) ? 1 : 0);
                    wire signed [P_WIDTH-1:0] a_piece;
                    wire signed [P_WIDTH-1:0] b_piece;
                    wire signed [P_WIDTH-1:0] piece = a_piece * b_piece;
                    wire        [P_WIDTH-1:0] held;
                    qnm_align #(.A_SIGNED(A_LAST), .A_WIDTH(A_SIZE), .LEFT(0), .X_WIDTH(P_WIDTH))
                        align_a (.a(a[PIECE*i +: A_SIZE]), .x(a_piece));
                    qnm_align #(.A_SIGNED(B_LAST), .A_WIDTH(B_SIZE), .LEFT(0), .X_WIDTH(P_WIDTH))
                        align_b (.a(b[PIECE*j +: B_SIZE]), .x(b_piece));
                    qnm_register #(.WIDTH(P_WIDTH), .PRESENT(1'b1)) register (.clk(clk), .a(piece), .y(held));
                    qnm_align #(.A_SIGNED(A_LAST | B_LAST), .A_WIDTH(P_WIDTH), .LEFT(OFFSET), .X_WIDTH(X_WIDTH))
                        align (.a(held), .x(terms[(i*B_PIECES+j)*X_WIDTH +: X_WIDTH]));
                end
            end
            always @* begin
                sum = {X_WIDTH{1'b0}};
                for (k = 0; k < PIECES; k = k + 1) sum = sum + terms[k*X_WIDTH +: X_WIDTH];
            end
            assign exact = sum;
        end else begin : gen_whole
            wire signed [X_WIDTH-1:0] a_aligned;
            wire signed [X_WIDTH-1:0] b_aligned;
            wire signed [X_WIDTH-1:0] whole = a_aligned * b_aligned;
            qnm_align #(.A_SIGNED(1), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align_a (.a(a), .x(a_aligned));
            qnm_align #(.A_SIGNED(1), .A_WIDTH(B_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align_b (.a(b), .x(b_aligned));
            qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[0])) register_0 (.clk(clk), .a(whole), .y(exact));
        end
    endgenerate

    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[1])) register_1 (.clk(clk), .a(exact), .y(x));
endmodule

`default_nettype wire
