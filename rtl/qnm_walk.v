// qnm_walk: the sources that fired in one lane of a population, and then their edges, one a clock.
//
//   While the population stores, every row whose instance fired is put into a list. When the next step begins, the edges of the
//   sources in the list are given out one after the other, in the order in which they fired.
//
// Parameters: ROWS, ROW_WIDTH of the population; ADDRESS_WIDTH bits of the place of an edge; DATA_WIDTH bits that edges take of their source
//             FILE  a word for each row: [0] it has edges, above it the place of its last one, above that the place of its first one
// Ports:      clear    pulse while nothing is left and nothing has fired: the list begins anew
//             fire     the instance of fire_row fired, and shows fire_data
//             wants    an edge is left;  go: it is given out in this clock: its place, and the data of its source
// Latency:    a source that fires in clock t is there in clock t + 4, when the last one has fired. Edges follow each other without a hole,
//             those of several sources too: a walk takes as many clocks as there are edges.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_walk #(
    parameter integer ROWS          = 1,
    parameter integer ROW_WIDTH     = 1,
    parameter integer ADDRESS_WIDTH = 1,
    parameter integer DATA_WIDTH    = 1,
    parameter         FILE          = "none.hex"
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire                     clear,
    // from the population
    input  wire                     fire,
    input  wire [ROW_WIDTH-1:0]     fire_row,
    input  wire [DATA_WIDTH-1:0]    fire_data,
    // edges
    output wire                     wants,
    input  wire                     go,
    output wire [ADDRESS_WIDTH-1:0] address,
    output wire [DATA_WIDTH-1:0]    data
);
    localparam integer             RANGE     = 2 * ADDRESS_WIDTH;
    localparam integer             BITS      = RANGE + DATA_WIDTH;
    localparam [ROW_WIDTH:0]       COUNT_ONE = 1;
    localparam [ADDRESS_WIDTH-1:0] PLACE_ONE = 1;

    // Where the edges of the row lie.
    wire [RANGE:0] range;
    qnm_rom #(.WIDTH(RANGE + 1), .DEPTH(ROWS), .ADDRESS_WIDTH(ROW_WIDTH), .FILE(FILE)) ranges (
        .clk(clk), .address(fire_row), .y(range)
    );
    wire [DATA_WIDTH-1:0] pushed_data;
    qnm_delay #(.WIDTH(DATA_WIDTH), .DEPTH(2)) data_line (.clk(clk), .a(fire_data), .y(pushed_data));
    reg [1:0] fired_reg;
    wire      push = fired_reg[1] & range[0];

    // The list: as many entries as there are rows, and a count that holds ROWS too.
    reg [ROW_WIDTH:0] count_reg;
    reg [ROW_WIDTH:0] index_reg;
    reg [ROW_WIDTH:0] index_next_reg;
    wire              take;
    wire [ROW_WIDTH:0] seen = take ? index_next_reg : index_reg;
    wire [BITS-1:0]   entry;
    qnm_ram #(.WIDTH(BITS), .DEPTH(ROWS), .ADDRESS_WIDTH(ROW_WIDTH)) list (
        .clk(clk),
        .write_enable(push), .write_address(count_reg[ROW_WIDTH-1:0]), .write_word({pushed_data, range[RANGE:1]}),
        .read_address(seen[ROW_WIDTH-1:0]), .read_word(entry)
    );
    wire unused = &{1'b0, seen[ROW_WIDTH]};

    // The first edge of a source is read from its entry, those behind it are counted.
    reg                      within_reg;
    reg  [ADDRESS_WIDTH-1:0] place_reg;
    wire [ADDRESS_WIDTH-1:0] place = within_reg ? place_reg : entry[RANGE-1:ADDRESS_WIDTH];
    wire                     last  = place == entry[ADDRESS_WIDTH-1:0];
    assign wants   = index_reg != count_reg;
    assign take    = go & wants & last;
    assign address = place;
    assign data    = entry[BITS-1:RANGE];

    always @(posedge clk) begin
        place_reg <= go ? place + PLACE_ONE : place_reg;
        if (rst | clear) begin
            fired_reg      <= {1'b0, fire & ~rst};
            count_reg      <= {(ROW_WIDTH + 1){1'b0}};
            index_reg      <= {(ROW_WIDTH + 1){1'b0}};
            index_next_reg <= COUNT_ONE;
            within_reg     <= 1'b0;
        end else begin
            fired_reg <= {fired_reg[0], fire};
            if (push) count_reg <= count_reg + COUNT_ONE;
            if (take) begin
                index_reg      <= index_next_reg;
                index_next_reg <= index_next_reg + COUNT_ONE;
            end
            if (go & wants) within_reg <= ~last;
        end
    end
endmodule

`default_nettype wire
