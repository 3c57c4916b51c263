// qnm_register_memory: what a host wrote into registers, to be read back; below them words that never change.
//
//   A register whose bits act somewhere is kept there as well: this memory only answers reads, so that they need no multiplexer.
//
// Parameters: ADDRESS_WIDTH bits, CONSTANTS words at places 0 and on (at least 1), WORDS: them, the first lowest
// Ports:      ready  low for 2^ADDRESS_WIDTH clocks behind rst, in which all places above the constants become 0; no write may come
//             write_strobe  bytes of the word to write, the lowest first; write_place at least CONSTANTS
//             read          the word of read_place appears in the next clock, and stays; not together with a write
// Latency:    1 from read to read_word.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_register_memory #(
    parameter integer               ADDRESS_WIDTH = 7,
    parameter integer               CONSTANTS     = 1,
    parameter [32*CONSTANTS-1:0]    WORDS         = {CONSTANTS{32'd0}}
) (
    input  wire                     clk,
    input  wire                     rst,
    output wire                     ready,
    // write
    input  wire                     write_enable,
    input  wire [3:0]               write_strobe,
    input  wire [ADDRESS_WIDTH-1:0] write_place,
    input  wire [31:0]              write_word,
    // read
    input  wire                     read,
    input  wire [ADDRESS_WIDTH-1:0] read_place,
    output wire [31:0]              read_word
);
    localparam integer             DEPTH = 2 ** ADDRESS_WIDTH;
    localparam [ADDRESS_WIDTH-1:0] FIRST = CONSTANTS[ADDRESS_WIDTH-1:0];
    localparam [ADDRESS_WIDTH-1:0] LAST  = {ADDRESS_WIDTH{1'b1}};
    localparam [ADDRESS_WIDTH-1:0] ONE   = 1;

    // a place is never read in the clock in which it is written
    (* no_rw_check *)
    reg [31:0]              memory [0:DEPTH-1];
    reg [31:0]              read_reg;
    reg                     clearing_reg;
    reg [ADDRESS_WIDTH-1:0] clear_reg;

    integer i;
    initial begin
        // nothing is cleared before the first reset says from where
        clearing_reg = 1'b0;
        for (i = 0; i < DEPTH; i = i + 1) memory[i] = 32'd0;
        for (i = 0; i < CONSTANTS; i = i + 1) memory[i] = WORDS[32*i +: 32];
    end

    always @(posedge clk) begin
        if (rst) begin
            clearing_reg <= 1'b1;
            clear_reg    <= FIRST;
        end else if (clearing_reg) begin
            clearing_reg <= clear_reg != LAST;
            clear_reg    <= clear_reg + ONE;
        end
    end
    assign ready = ~clearing_reg;

    wire [3:0]               strobe = clearing_reg ? 4'hf : write_strobe & {4{write_enable}};
    wire [ADDRESS_WIDTH-1:0] place  = clearing_reg ? clear_reg : write_place;
    wire [31:0]              word   = clearing_reg ? 32'd0 : write_word;
    always @(posedge clk) begin
        if (strobe[0]) memory[place][7:0] <= word[7:0];
        if (strobe[1]) memory[place][15:8] <= word[15:8];
        if (strobe[2]) memory[place][23:16] <= word[23:16];
        if (strobe[3]) memory[place][31:24] <= word[31:24];
        if (read) read_reg <= memory[read_place];
    end
    assign read_word = read_reg;
endmodule

`default_nettype wire
