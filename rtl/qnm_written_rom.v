// qnm_written_rom: a memory with contents from a file, which a host may write while nobody reads.
//
//   y = word number `address`: that of FILE, or the one that was written there last
//
// Parameters: WIDTH bits a word, DEPTH words, ADDRESS_WIDTH bits (ceil(log2 DEPTH), at least 1), FILE for $readmemh with
//             exactly DEPTH words.
// Ports:      address and write_address below DEPTH; y belongs to the address of `latency` clocks before. A read of the
//             place that is written at the same edge gives the old word.
// Latency:    2.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_written_rom #(
    parameter integer WIDTH         = 8,
    parameter integer DEPTH         = 2,
    parameter integer ADDRESS_WIDTH = 1,
    parameter         FILE          = "none.hex"
) (
    input  wire                     clk,
    // write
    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_word,
    // read
    input  wire [ADDRESS_WIDTH-1:0] address,
    output wire [WIDTH-1:0]         y
);
    reg [WIDTH-1:0] memory [0:DEPTH-1];
    reg [WIDTH-1:0] read_reg;
    reg [WIDTH-1:0] y_reg;

    initial $readmemh(FILE, memory);

    always @(posedge clk) begin
        read_reg <= memory[address];
        y_reg    <= read_reg;
        if (write_enable) memory[write_address] <= write_word;
    end
    assign y = y_reg;
endmodule

`default_nettype wire
