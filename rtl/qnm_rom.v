// qnm_rom: a constant memory.
//
//   y = word number `address` of FILE
//
// Parameters: WIDTH bits a word, DEPTH words, ADDRESS_WIDTH bits (ceil(log2 DEPTH), at least 1), FILE for $readmemh with
//             exactly DEPTH words.
// Ports:      address below DEPTH; y belongs to the address of `latency` clocks before.
//             OUTPUT 1 puts a register behind the memory, which hides the time of reading
// Latency:    1 + OUTPUT.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_rom #(
    parameter integer WIDTH         = 8,
    parameter integer DEPTH         = 2,
    parameter integer ADDRESS_WIDTH = 1,
    parameter         FILE          = "none.hex",
    parameter [0:0]   OUTPUT        = 1'b1
) (
    input  wire                     clk,
    input  wire [ADDRESS_WIDTH-1:0] address,
    output wire [WIDTH-1:0]         y
);
    reg [WIDTH-1:0] memory [0:DEPTH-1];
    reg [WIDTH-1:0] read_reg;

    initial $readmemh(FILE, memory);

    always @(posedge clk) read_reg <= memory[address];

    qnm_register #(.WIDTH(WIDTH), .PRESENT(OUTPUT)) register (.clk(clk), .a(read_reg), .y(y));
endmodule

`default_nettype wire
