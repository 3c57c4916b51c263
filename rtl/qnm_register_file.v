// qnm_register_file: a small memory that is read in the same clock, made of look-up tables or registers.
//
//   read_word = the word last written to read_address before this clock
//
// Parameters: WIDTH bits a word, DEPTH words, ADDRESS_WIDTH bits (ceil(log2 DEPTH), at least 1).
// Ports:      contents are not defined before the first write.
// Latency:    none from read_address to read_word.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_register_file #(
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
    generate
        if (DEPTH == 1) begin : gen_one
            wire            unused = &{1'b0, write_address, read_address};
            reg [WIDTH-1:0] word_reg;
            always @(posedge clk) if (write_enable) word_reg <= write_word;
            assign read_word = word_reg;
        end else begin : gen_several
            reg [WIDTH-1:0] memory [0:DEPTH-1];
            always @(posedge clk) if (write_enable) memory[write_address] <= write_word;
            assign read_word = memory[read_address];
        end
    endgenerate
endmodule

`default_nettype wire
