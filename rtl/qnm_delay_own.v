// qnm_delay_own: a value of each instance, for each a whole number of steps ago of its own, in a circular buffer.
//
//   y = the source that the same instance stored as many steps before as it says, when there has been one (filled)
//
// Parameters: WIDTH bits; ROWS, ROW_WIDTH of the population; DEPTH = most steps * ROWS words, ADDRESS_WIDTH (ceil(log2 DEPTH), at least 1);
//             FILE  a word of ADDRESS_WIDTH + 1 bits for each row: its steps * ROWS
// Ports:      issue    the row `row` enters the lane; its y and filled are there two clocks later
//             store    the next row leaves the lane with `source`
//             Rows come in their order in every step, so that running addresses are all that is needed to write.
// Latency:    2 from issue to y and filled.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_delay_own #(
    parameter integer WIDTH         = 8,
    parameter integer ROWS          = 1,
    parameter integer ROW_WIDTH     = 1,
    parameter integer DEPTH         = 2,
    parameter integer ADDRESS_WIDTH = 1,
    parameter         FILE          = "none.hex"
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 issue,
    input  wire [ROW_WIDTH-1:0] row,
    output wire [WIDTH-1:0]     y,
    output wire                 filled,
    input  wire                 store,
    input  wire [WIDTH-1:0]     source
);
    localparam integer             LAST_PLACE = DEPTH - 1;
    localparam [ADDRESS_WIDTH-1:0] LAST       = LAST_PLACE[ADDRESS_WIDTH-1:0];
    localparam [ADDRESS_WIDTH:0]   ALL        = DEPTH[ADDRESS_WIDTH:0];

    // Where the value of this step will be written, and how far before it that lies which is read.
    reg [ADDRESS_WIDTH-1:0] place_reg;
    reg [ADDRESS_WIDTH-1:0] place_1_reg;
    reg [ADDRESS_WIDTH-1:0] write_reg;
    reg                     lapped_reg;
    reg                     lapped_1_reg;
    reg                     filled_reg;
    wire [ADDRESS_WIDTH:0]  distance;
    qnm_rom #(.WIDTH(ADDRESS_WIDTH + 1), .DEPTH(ROWS), .ADDRESS_WIDTH(ROW_WIDTH), .FILE(FILE), .OUTPUT(1'b0)) distances (
        .clk(clk), .address(row), .y(distance)
    );
    wire [ADDRESS_WIDTH:0]  place  = {1'b0, place_1_reg};
    wire                    early  = place < distance;
    wire [ADDRESS_WIDTH:0]  base   = early ? place + ALL : place;
    wire [ADDRESS_WIDTH:0]  from   = base - distance;
    wire                    unused = &{1'b0, from[ADDRESS_WIDTH]};

    always @(posedge clk) begin
        place_1_reg  <= place_reg;
        lapped_1_reg <= lapped_reg;
        filled_reg   <= lapped_1_reg | ~early;
        if (rst) begin
            place_reg  <= {ADDRESS_WIDTH{1'b0}};
            write_reg  <= {ADDRESS_WIDTH{1'b0}};
            lapped_reg <= 1'b0;
        end else begin
            if (issue) place_reg <= (place_reg == LAST) ? {ADDRESS_WIDTH{1'b0}} : place_reg + 1'b1;
            if (issue && place_reg == LAST) lapped_reg <= 1'b1;
            if (store) write_reg <= (write_reg == LAST) ? {ADDRESS_WIDTH{1'b0}} : write_reg + 1'b1;
        end
    end

    qnm_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_WIDTH(ADDRESS_WIDTH)) buffer (
        .clk(clk),
        .write_enable(store), .write_address(write_reg), .write_word(source),
        .read_address(from[ADDRESS_WIDTH-1:0]), .read_word(y)
    );
    assign filled = filled_reg;
endmodule

`default_nettype wire
