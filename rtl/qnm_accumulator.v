// qnm_accumulator: sums of what edges add to the instances of a population, one addition a clock, none lost.
//
//   add: sum(add_row, add_lane) = sum + value, modulo 2^WIDTH;  read: words = the sums of read_row, which begin again from 0
//
//   Additions to one place may follow each other in every clock: what is on its way to the memory is put in place of
//   what was read from it.
//
// Parameters: WIDTH bits of a sum, ROWS, ROW_WIDTH, LANES instances of a row, LANE_WIDTH (bits of a lane's number, at least 1)
// Ports:      add and read exclude each other: no read in the clock behind one with add
//             ready  the sums are 0; low for ROWS clocks after reset
// Latency:    2 from read to words. A read in clock t sees every addition up to clock t - 2.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_accumulator #(
    parameter integer WIDTH      = 8,
    parameter integer ROWS       = 1,
    parameter integer ROW_WIDTH  = 1,
    parameter integer LANES      = 1,
    parameter integer LANE_WIDTH = 1
) (
    input  wire                   clk,
    input  wire                   rst,
    output wire                   ready,
    // from an edge
    input  wire                   add,
    input  wire [ROW_WIDTH-1:0]   add_row,
    input  wire [LANE_WIDTH-1:0]  add_lane,
    input  wire [WIDTH-1:0]       value,
    // into the population
    input  wire                   read,
    input  wire [ROW_WIDTH-1:0]   read_row,
    output wire [LANES*WIDTH-1:0] words
);
    localparam integer         LAST_ROW = ROWS - 1;
    localparam [ROW_WIDTH-1:0] LAST     = LAST_ROW[ROW_WIDTH-1:0];
    localparam integer         BITS     = LANES * WIDTH;

    // After reset every row is written once.
    reg                 clearing_reg;
    reg [ROW_WIDTH-1:0] clear_reg;
    always @(posedge clk) begin
        if (rst) begin
            clearing_reg <= 1'b1;
            clear_reg    <= {ROW_WIDTH{1'b0}};
        end else if (clearing_reg) begin
            clearing_reg <= clear_reg != LAST;
            clear_reg    <= clear_reg + 1'b1;
        end
    end
    assign ready = ~clearing_reg;

    // 0: an addition waits one clock, a read none. 1: in the memory. 2: the new row is there, and is written.
    reg                  add_0_reg;
    reg [ROW_WIDTH-1:0]  row_0_reg;
    reg [LANE_WIDTH-1:0] lane_0_reg;
    reg [WIDTH-1:0]      value_0_reg;
    reg                  valid_1_reg;
    reg                  clear_1_reg;
    reg [ROW_WIDTH-1:0]  row_1_reg;
    reg [LANE_WIDTH-1:0] lane_1_reg;
    reg [WIDTH-1:0]      value_1_reg;
    reg                  valid_2_reg;
    reg                  clear_2_reg;
    reg [ROW_WIDTH-1:0]  row_2_reg;
    reg [LANE_WIDTH-1:0] lane_2_reg;
    reg [WIDTH-1:0]      value_2_reg;
    reg [BITS-1:0]       stored_2_reg;
    reg                  newest_2_reg;
    reg                  newer_2_reg;
    // the two rows written last
    reg                  valid_3_reg;
    reg [ROW_WIDTH-1:0]  row_3_reg;
    reg [BITS-1:0]       written_3_reg;
    reg [BITS-1:0]       written_4_reg;

    wire [ROW_WIDTH-1:0] row_0 = read ? read_row : row_0_reg;
    wire [BITS-1:0]      stored_1;
    wire [BITS-1:0]      present = newest_2_reg ? written_3_reg : newer_2_reg ? written_4_reg : stored_2_reg;
    reg  [BITS-1:0]      next;
    integer              i;
    always @* begin
        next = present;
        for (i = 0; i < LANES; i = i + 1)
            if (LANES == 1 || lane_2_reg == i[LANE_WIDTH-1:0]) next[i*WIDTH +: WIDTH] = present[i*WIDTH +: WIDTH] + value_2_reg;
        if (clear_2_reg) next = {BITS{1'b0}};
    end

    always @(posedge clk) begin
        row_0_reg     <= add_row;
        lane_0_reg    <= add_lane;
        value_0_reg   <= value;
        clear_1_reg   <= read;
        row_1_reg     <= row_0;
        lane_1_reg    <= lane_0_reg;
        value_1_reg   <= value_0_reg;
        clear_2_reg   <= clear_1_reg;
        row_2_reg     <= row_1_reg;
        lane_2_reg    <= lane_1_reg;
        value_2_reg   <= value_1_reg;
        stored_2_reg  <= stored_1;
        newest_2_reg  <= valid_2_reg & (row_2_reg == row_1_reg);
        newer_2_reg   <= valid_3_reg & (row_3_reg == row_1_reg);
        row_3_reg     <= row_2_reg;
        written_3_reg <= next;
        written_4_reg <= written_3_reg;
        if (rst) begin
            add_0_reg   <= 1'b0;
            valid_1_reg <= 1'b0;
            valid_2_reg <= 1'b0;
            valid_3_reg <= 1'b0;
        end else begin
            add_0_reg   <= add;
            valid_1_reg <= add_0_reg | read;
            valid_2_reg <= valid_1_reg;
            valid_3_reg <= valid_2_reg;
        end
    end

    qnm_ram #(.WIDTH(BITS), .DEPTH(ROWS), .ADDRESS_WIDTH(ROW_WIDTH)) sums (
        .clk(clk),
        .write_enable(clearing_reg | valid_2_reg),
        .write_address(clearing_reg ? clear_reg : row_2_reg),
        .write_word(clearing_reg ? {BITS{1'b0}} : next),
        .read_address(row_0), .read_word(stored_1)
    );
    assign words = present;

    generate
        if (LANES == 1) begin : gen_one
            wire unused = &{1'b0, lane_2_reg};
        end
    endgenerate
endmodule

`default_nettype wire
