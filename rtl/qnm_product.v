// qnm_product: the exact product of two signed numbers, with places for two registers.
//
//   x = a * b
//
// Parameters: A_WIDTH, B_WIDTH  bits of the operands
//             BLOCKS     0: as synthesis likes; 1: made of multiplier blocks: of one, whose own register is used, or of one for each
//                        pair of pieces of 17 bits, with the first register between their products and the sum.
//                        Operands and pieces of 2 bits or fewer need no block either way (qnm_narrow_product)
//             REGISTERS  which of the two places hold a register (see qnm_register)
// Ports:      x belongs to the a and b of `latency` clocks before.
// Latency:    2 with both registers. Without the first, synthesis cuts the product into blocks as it likes.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_product #(
    parameter integer   A_WIDTH   = 8,
    parameter integer   B_WIDTH   = 8,
    parameter integer   BLOCKS    = 0,
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
    localparam integer NARROW   = (A_WIDTH <= 2 || B_WIDTH <= 2) ? 1 : 0;
    localparam integer SPLIT    = (BLOCKS != 0 && NARROW == 0 && PIECES > 1 && REGISTERS[0]) ? 1 : 0;
    localparam integer ONE      = (BLOCKS != 0 && NARROW == 0 && PIECES == 1 && REGISTERS[1:0] != 2'd0) ? 1 : 0;
    // A register that the block does not hold.
    localparam [0:0]   BEHIND   = (ONE != 0) ? REGISTERS[0] & REGISTERS[1] : REGISTERS[1];

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
                    localparam integer P_WIDTH = A_SIZE + B_SIZE;
                    wire        [P_WIDTH-1:0] held;
                    if (A_LAST != 0 && A_SIZE <= 2) begin : gen_few_a
                        wire [P_WIDTH-1:0] piece;
                        qnm_narrow_product #(.A_SIGNED(B_LAST), .A_WIDTH(B_SIZE), .FEW(A_SIZE))
                            narrow (.a(b[PIECE*j +: B_SIZE]), .few(a[PIECE*i +: A_SIZE]), .x(piece));
                        qnm_register #(.WIDTH(P_WIDTH), .PRESENT(1'b1)) register (.clk(clk), .a(piece), .y(held));
                    end else if (B_LAST != 0 && B_SIZE <= 2) begin : gen_few_b
                        wire [P_WIDTH-1:0] piece;
                        qnm_narrow_product #(.A_SIGNED(A_LAST), .A_WIDTH(A_SIZE), .FEW(B_SIZE))
                            narrow (.a(a[PIECE*i +: A_SIZE]), .few(b[PIECE*j +: B_SIZE]), .x(piece));
                        qnm_register #(.WIDTH(P_WIDTH), .PRESENT(1'b1)) register (.clk(clk), .a(piece), .y(held));
                    end else begin : gen_block
                        qnm_block #(.A_SIGNED(A_LAST), .A_WIDTH(A_SIZE), .B_SIGNED(B_LAST), .B_WIDTH(B_SIZE))
                            block (.clk(clk), .a(a[PIECE*i +: A_SIZE]), .b(b[PIECE*j +: B_SIZE]), .x(held));
                    end
                    qnm_align #(.A_SIGNED(A_LAST | B_LAST), .A_WIDTH(P_WIDTH), .LEFT(OFFSET), .X_WIDTH(X_WIDTH))
                        align (.a(held), .x(terms[(i*B_PIECES+j)*X_WIDTH +: X_WIDTH]));
                end
            end
            always @* begin
                sum = {X_WIDTH{1'b0}};
                for (k = 0; k < PIECES; k = k + 1) sum = sum + terms[k*X_WIDTH +: X_WIDTH];
            end
            assign exact = sum;
        end else if (NARROW != 0) begin : gen_narrow
            wire [X_WIDTH-1:0] whole;
            if (A_WIDTH <= 2) begin : gen_few_a
                qnm_narrow_product #(.A_SIGNED(1), .A_WIDTH(B_WIDTH), .FEW(A_WIDTH)) narrow (.a(b), .few(a), .x(whole));
            end else begin : gen_few_b
                qnm_narrow_product #(.A_SIGNED(1), .A_WIDTH(A_WIDTH), .FEW(B_WIDTH)) narrow (.a(a), .few(b), .x(whole));
            end
            qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[0])) register_0 (.clk(clk), .a(whole), .y(exact));
        end else if (ONE != 0) begin : gen_one
            qnm_block #(.A_SIGNED(1), .A_WIDTH(A_WIDTH), .B_SIGNED(1), .B_WIDTH(B_WIDTH)) block (.clk(clk), .a(a), .b(b), .x(exact));
        end else begin : gen_whole
            wire signed [X_WIDTH-1:0] a_aligned;
            wire signed [X_WIDTH-1:0] b_aligned;
            wire signed [X_WIDTH-1:0] whole = a_aligned * b_aligned;
            qnm_align #(.A_SIGNED(1), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align_a (.a(a), .x(a_aligned));
            qnm_align #(.A_SIGNED(1), .A_WIDTH(B_WIDTH), .LEFT(0), .X_WIDTH(X_WIDTH)) align_b (.a(b), .x(b_aligned));
            qnm_register #(.WIDTH(X_WIDTH), .PRESENT(REGISTERS[0])) register_0 (.clk(clk), .a(whole), .y(exact));
        end
    endgenerate

    qnm_register #(.WIDTH(X_WIDTH), .PRESENT(BEHIND)) register_1 (.clk(clk), .a(exact), .y(x));
endmodule

`default_nettype wire
