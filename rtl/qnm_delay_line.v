// qnm_delay_line: a value of each instance, a whole number of steps ago, in a circular buffer.
//
//   y = the source that the same instance stored `steps` steps before, when there has been one (filled)
//
// Parameters: WIDTH bits, DEPTH = steps * instances words, ADDRESS_WIDTH (ceil(log2 DEPTH), at least 1)
// Ports:      issue    the next instance enters the lane; its y and filled are there two clocks later
//             store    the next instance leaves the lane with `source`
//             Instances come in the same order in every step, so that a running address is all that is needed.
// Latency:    2 from issue to y and filled.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_delay_line #(
    parameter integer WIDTH         = 8,
    parameter integer DEPTH         = 2,
    parameter integer ADDRESS_WIDTH = 1
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             issue,
    output wire [WIDTH-1:0] y,
    output wire             filled,
    input  wire             store,
    input  wire [WIDTH-1:0] source
);
    localparam integer             LAST_PLACE = DEPTH - 1;
    localparam [ADDRESS_WIDTH-1:0] LAST       = LAST_PLACE[ADDRESS_WIDTH-1:0];

    reg [ADDRESS_WIDTH-1:0] read_reg;
    reg [ADDRESS_WIDTH-1:0] write_reg;
    reg                     filled_reg;
    always @(posedge clk) begin
        if (rst) begin
            read_reg   <= {ADDRESS_WIDTH{1'b0}};
            write_reg  <= {ADDRESS_WIDTH{1'b0}};
            filled_reg <= 1'b0;
        end else begin
            if (issue) read_reg <= (read_reg == LAST) ? {ADDRESS_WIDTH{1'b0}} : read_reg + 1'b1;
            if (issue && read_reg == LAST) filled_reg <= 1'b1;
            if (store) write_reg <= (write_reg == LAST) ? {ADDRESS_WIDTH{1'b0}} : write_reg + 1'b1;
        end
    end

    wire [WIDTH-1:0] word;
    qnm_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_WIDTH(ADDRESS_WIDTH)) buffer (
        .clk(clk),
        .write_enable(store), .write_address(write_reg), .write_word(source),
        .read_address(read_reg), .read_word(word)
    );

    reg [WIDTH-1:0] y_reg;
    reg             filled_1_reg;
    reg             filled_2_reg;
    always @(posedge clk) begin
        y_reg        <= word;
        filled_1_reg <= filled_reg;
        filled_2_reg <= filled_1_reg;
    end
    assign y      = y_reg;
    assign filled = filled_2_reg;
endmodule

`default_nettype wire
