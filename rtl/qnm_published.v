// qnm_published: a copy of what a population shows to the edges that read it.
//
//   y = the word of instance (read_row, read_lane): the one that was written last, or while fresh the initial one
//
// Parameters: WIDTH bits of a word, ROWS, ROW_WIDTH, LANES instances of a row, LANE_WIDTH (bits of a lane's number, at least 1),
//             DOUBLE  1: two pages, so that a step can be read while the next one is written
//             FILE of the initial rows, used when UNIFORM is 0; INITIAL the word of every instance otherwise
// Ports:      write: a row leaves the lanes of the population, the word of its first instance lowest
//             write_page, read_page  which page (0 when DOUBLE is 0)
//             fresh belongs to the read. A read of the row that is written at the same edge gives the old one; with two pages, of a
//             place that is written at the same edge, nothing that may be used.
// Latency:    2 from read_row, read_lane, read_page and fresh to y.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_published #(
    parameter integer     WIDTH      = 8,
    parameter integer     ROWS       = 1,
    parameter integer     ROW_WIDTH  = 1,
    parameter integer     LANES      = 1,
    parameter integer     LANE_WIDTH = 1,
    parameter [0:0]       DOUBLE     = 1'b0,
    parameter [0:0]       UNIFORM    = 1'b1,
    parameter [WIDTH-1:0] INITIAL    = {WIDTH{1'b0}},
    parameter             FILE       = "none.hex"
) (
    input  wire                   clk,
    // write
    input  wire                   write,
    input  wire                   write_page,
    input  wire [ROW_WIDTH-1:0]   write_row,
    input  wire [LANES*WIDTH-1:0] write_words,
    // read
    input  wire                   fresh,
    input  wire                   read_page,
    input  wire [ROW_WIDTH-1:0]   read_row,
    input  wire [LANE_WIDTH-1:0]  read_lane,
    output wire [WIDTH-1:0]       y
);
    wire [LANES*WIDTH-1:0] stored;
    wire [LANES*WIDTH-1:0] initial_words;
    // behind the memory, before anything is chosen: block RAMs have this register, and are slow without it
    reg [LANES*WIDTH-1:0]  late_reg;
    reg                    fresh_1_reg;
    reg                    fresh_2_reg;
    reg [LANE_WIDTH-1:0]   lane_1_reg;
    reg [LANE_WIDTH-1:0]   lane_2_reg;

    generate
        if (DOUBLE) begin : gen_double
            // a single row needs no number
            localparam integer ADDRESS_WIDTH = (ROWS == 1) ? 1 : ROW_WIDTH + 1;
            wire [ROW_WIDTH:0] write_place = {write_row, write_page};
            wire [ROW_WIDTH:0] read_place  = {read_row, read_page};
            wire               unused      = &{1'b0, write_place, read_place};
            // a page that is read is not written: no place is both in one clock, or what is read there is not used
            (* no_rw_check *)
            reg [LANES*WIDTH-1:0] memory [0:2*ROWS-1];
            reg [LANES*WIDTH-1:0] stored_reg;
            always @(posedge clk) begin
                stored_reg <= memory[read_place[ADDRESS_WIDTH-1:0]];
                if (write) memory[write_place[ADDRESS_WIDTH-1:0]] <= write_words;
            end
            assign stored = stored_reg;
        end else begin : gen_single
            wire unused = &{1'b0, write_page, read_page};
            qnm_ram #(.WIDTH(LANES*WIDTH), .DEPTH(ROWS), .ADDRESS_WIDTH(ROW_WIDTH)) copy (
                .clk(clk), .write_enable(write), .write_address(write_row), .write_word(write_words),
                .read_address(read_row), .read_word(stored)
            );
        end
        if (UNIFORM) begin : gen_uniform
            assign initial_words = {LANES{INITIAL}};
        end else begin : gen_file
            qnm_rom #(.WIDTH(LANES*WIDTH), .DEPTH(ROWS), .ADDRESS_WIDTH(ROW_WIDTH), .FILE(FILE)) initial_rom (
                .clk(clk), .address(read_row), .y(initial_words)
            );
        end
    endgenerate

    wire [LANES*WIDTH-1:0] words = fresh_2_reg ? initial_words : late_reg;
    reg  [WIDTH-1:0]       word;
    integer                i;
    always @* begin
        word = words[WIDTH-1:0];
        for (i = 1; i < LANES; i = i + 1) if (lane_2_reg == i[LANE_WIDTH-1:0]) word = words[i*WIDTH +: WIDTH];
    end
    always @(posedge clk) begin
        late_reg    <= stored;
        fresh_1_reg <= fresh;
        fresh_2_reg <= fresh_1_reg;
        lane_1_reg  <= read_lane;
        lane_2_reg  <= lane_1_reg;
    end
    assign y = word;

    generate
        if (LANES == 1) begin : gen_one
            wire unused = &{1'b0, lane_2_reg};
        end
    endgenerate
endmodule

`default_nettype wire
