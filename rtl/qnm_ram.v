// qnm_ram: a memory with one write port and one read port, as block RAMs have it.
//
//   the word last written to `read_address` before the clock edge appears behind it
//
// Parameters: WIDTH bits a word, DEPTH words, ADDRESS_WIDTH bits (ceil(log2 DEPTH), at least 1).
//             APART 1: nobody uses a word that was read where another is written at the same edge; block RAMs then need no logic
//             that keeps it, and may be wider
// Ports:      a read of the place that is written at the same edge gives the old word (APART 0), or any. Contents are not defined
//             before the first write.
// Latency:    1 from read_address to read_word.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_ram #(
    parameter integer WIDTH         = 8,
    parameter integer DEPTH         = 2,
    parameter integer ADDRESS_WIDTH = 1,
    parameter [0:0]   APART         = 1'b0
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
    reg [WIDTH-1:0] read_reg;

    generate
        if (APART) begin : gen_apart
            (* no_rw_check *)
            reg [WIDTH-1:0] memory [0:DEPTH-1];
            always @(posedge clk) begin
                read_reg <= memory[read_address];
                if (write_enable) memory[write_address] <= write_word;
            end
        end else begin : gen_old
            reg [WIDTH-1:0] memory [0:DEPTH-1];
            always @(posedge clk) begin
                read_reg <= memory[read_address];
                if (write_enable) memory[write_address] <= write_word;
            end
        end
    endgenerate

    assign read_word = read_reg;
endmodule

`default_nettype wire
