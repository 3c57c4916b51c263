// qnm_ram: a memory with one write port and one read port, as block RAMs have it.
//
//   the word last written to `read_address` before the clock edge appears behind it
//
// Parameters: WIDTH bits a word, DEPTH words, ADDRESS_WIDTH bits (ceil(log2 DEPTH), at least 1).
// Ports:      a read of the place that is written at the same edge gives the old word. Contents are not defined before the
//             first write.
// Latency:    1 from read_address to read_word.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_ram #(
    parameter integer WIDTH         = 8,
    parameter integer DEPTH         = 2,
    parameter integer ADDRESS_WIDTH = 1
) (
    input  wire                     clk,
    // write
    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_word,
    // read
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output wire [WIDTH-1:0]         read_word
);
    reg [WIDTH-1:0] memory [0:DEPTH-1];
    reg [WIDTH-1:0] read_reg;

    always @(posedge clk) begin
        read_reg <= memory[read_address];
        if (write_enable) memory[write_address] <= write_word;
    end

    assign read_word = read_reg;
endmodule

`default_nettype wire
