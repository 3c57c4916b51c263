// qnm_restore: words of instances, one after the other, into rows as a part stores them.
//
//   the word of instance r*LANES + l goes to place l of row r; a row is stored when its last word is there
//
// Parameters: WIDTH bits of a word, ROWS, ROW_WIDTH, LANES instances of a row, LAST_LANE the last lane of the last row
// Ports:      rst      also begins again with instance 0
//             valid    the word of the next instance comes
//             store    pulse: the next row is in `words`, the first lane lowest
// Latency:    1 from the last word of a row to store.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_restore #(
    parameter integer WIDTH     = 8,
    parameter integer ROWS      = 1,
    parameter integer ROW_WIDTH = 1,
    parameter integer LANES     = 1,
    parameter integer LAST_LANE = 0
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   valid,
    input  wire [WIDTH-1:0]       word,
    output wire                   store,
    output wire [LANES*WIDTH-1:0] words
);
    localparam integer          LANE_WIDTH = (LANES == 1) ? 1 : $clog2(LANES);
    localparam integer          END_LANE   = LANES - 1;
    localparam integer          LAST_ROW   = ROWS - 1;
    localparam [LANE_WIDTH-1:0] END        = END_LANE[LANE_WIDTH-1:0];
    localparam [LANE_WIDTH-1:0] SHORT_END  = LAST_LANE[LANE_WIDTH-1:0];
    localparam [ROW_WIDTH-1:0]  LAST       = LAST_ROW[ROW_WIDTH-1:0];

    reg [ROW_WIDTH-1:0]   row_reg;
    reg [LANE_WIDTH-1:0]  lane_reg;
    reg                   store_reg;
    reg [LANES*WIDTH-1:0] words_reg;
    wire                  full = lane_reg == ((row_reg == LAST) ? SHORT_END : END);
    integer               i;

    always @(posedge clk) begin
        if (valid)
            for (i = 0; i < LANES; i = i + 1) if (lane_reg == i[LANE_WIDTH-1:0]) words_reg[i*WIDTH +: WIDTH] <= word;
        if (rst) begin
            row_reg   <= {ROW_WIDTH{1'b0}};
            lane_reg  <= {LANE_WIDTH{1'b0}};
            store_reg <= 1'b0;
        end else begin
            store_reg <= valid & full;
            if (valid) lane_reg <= full ? {LANE_WIDTH{1'b0}} : lane_reg + 1'b1;
            if (valid & full) row_reg <= (row_reg == LAST) ? {ROW_WIDTH{1'b0}} : row_reg + 1'b1;
        end
    end
    assign store = store_reg;
    assign words = words_reg;

`ifdef FORMAL
    // The word of any instance that is watched is in its place when its row is stored, and a row is stored once, when its last word is there.
    localparam integer ALL = LAST_ROW * LANES + LAST_LANE + 1;
    reg             past_valid_reg;
    initial past_valid_reg = 1'b0;
    always @(posedge clk) past_valid_reg <= 1'b1;
    (* anyconst *) reg [7:0] watched;
    reg [7:0]       number_reg;             // of the instance whose word comes next
    reg [7:0]       before_reg;             // of the one before
    reg [WIDTH-1:0] watched_word_reg;
    wire            ends = (number_reg == ALL - 1) || (number_reg % LANES == LANES - 1);
    wire            in_row  = (number_reg > watched) && (number_reg / LANES == watched / LANES);
    wire            at_store = store && (before_reg / LANES == watched / LANES);
    always @(posedge clk) begin
        assume (watched < ALL);
        if (rst) number_reg <= 8'd0;
        else if (valid) begin
            number_reg <= (number_reg == ALL - 1) ? 8'd0 : number_reg + 8'd1;
            before_reg <= number_reg;
            if (number_reg == watched) watched_word_reg <= word;
        end
        if (!past_valid_reg) assume (rst);
        if (past_valid_reg) begin
            assert (number_reg < ALL);
            assert (number_reg == row_reg * LANES + lane_reg);
            assert (lane_reg < LANES);
            if (store) assert (number_reg == ((before_reg == ALL - 1) ? 8'd0 : before_reg + 8'd1));
            if (in_row || at_store) assert (words[(watched % LANES)*WIDTH +: WIDTH] == watched_word_reg);
        end
        if (past_valid_reg) assert (store == ($past(valid) && !$past(rst) && $past(ends)));
    end
`endif
endmodule

`default_nettype wire
