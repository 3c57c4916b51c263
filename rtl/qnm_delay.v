// qnm_delay: a word, DEPTH clocks later.
//
//   y(t) = a(t - DEPTH)
//
// Parameters: WIDTH bits, DEPTH clocks (at least 1), REGISTERS: the largest DEPTH that is built of registers; a longer
//             line is a circular buffer in a memory with one register behind it.
// Ports:      y is not defined in the first DEPTH clocks after configuration. There is no reset: use it for words whose
//             validity is known otherwise.
// Latency:    DEPTH.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_delay #(
    parameter integer WIDTH     = 8,
    parameter integer DEPTH     = 1,
    parameter integer REGISTERS = 3
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] a,
    output wire [WIDTH-1:0] y
);
    generate
        if (DEPTH == 1) begin : gen_one
            reg [WIDTH-1:0] y_reg;
            always @(posedge clk) y_reg <= a;
            assign y = y_reg;
        end else if (DEPTH <= REGISTERS) begin : gen_registers
            // One vector: simulators move it at once.
            reg [DEPTH*WIDTH-1:0] line_reg;
            always @(posedge clk) line_reg <= {line_reg[(DEPTH-1)*WIDTH-1:0], a};
            assign y = line_reg[DEPTH*WIDTH-1:(DEPTH-1)*WIDTH];
        end else begin : gen_memory
            // DEPTH-1 words: the word read at a place was written there one round, DEPTH-1 clocks, before.
            localparam integer                  PLACES = DEPTH - 1;
            localparam integer                  PLACE_WIDTH = $clog2(PLACES);
            localparam integer                  LAST_PLACE = PLACES - 1;
            localparam        [PLACE_WIDTH-1:0] LAST = LAST_PLACE[PLACE_WIDTH-1:0];
            reg [WIDTH-1:0]       memory [0:PLACES-1];
            reg [WIDTH-1:0]       y_reg;
            assign y = y_reg;
            reg [PLACE_WIDTH-1:0] place_reg;
            // Any starting place is right; a known one lets simulators begin.
            initial place_reg = {PLACE_WIDTH{1'b0}};
            always @(posedge clk) begin
                place_reg         <= (place_reg == LAST) ? {PLACE_WIDTH{1'b0}} : place_reg + 1'b1;
                y_reg             <= memory[place_reg];
                memory[place_reg] <= a;
            end
        end
    endgenerate
endmodule

`default_nettype wire
