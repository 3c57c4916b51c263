// qnm_delay: a word, DEPTH clocks later.
//
//   y(t) = a(t - DEPTH)
//
// Parameters: WIDTH bits, DEPTH clocks (at least 1), REGISTERS: the largest DEPTH that is built of registers; a longer
//             line is a circular buffer in a memory with one register behind it, and beyond 32 clocks with two: of block RAMs,
//             which such lines are made of, the first one is inside, and its words come late in the clock.
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
            // WORDS words: what is written in a clock is read WORDS-1 clocks later, one place ahead of the one that is written then.
            localparam        [0:0]             SECOND      = (DEPTH > 32) ? 1'b1 : 1'b0;
            localparam integer                  WORDS       = (DEPTH > 32) ? DEPTH - 1 : DEPTH;
            localparam integer                  PLACE_WIDTH = $clog2(WORDS);
            localparam integer                  LAST_PLACE = WORDS - 1;
            localparam        [PLACE_WIDTH-1:0] LAST = LAST_PLACE[PLACE_WIDTH-1:0];
            (* no_rw_check *)
            reg [WIDTH-1:0]       memory [0:WORDS-1];
            reg [WIDTH-1:0]       word_reg;
            qnm_register #(.WIDTH(WIDTH), .PRESENT(SECOND)) register (.clk(clk), .a(word_reg), .y(y));
            reg [PLACE_WIDTH-1:0] read_reg;
            reg [PLACE_WIDTH-1:0] write_reg;
            // Any two neighbouring places are right; known ones let simulators begin.
            initial begin
                read_reg  = {{(PLACE_WIDTH-1){1'b0}}, 1'b1};
                write_reg = {PLACE_WIDTH{1'b0}};
            end
            always @(posedge clk) begin
                read_reg          <= (read_reg == LAST) ? {PLACE_WIDTH{1'b0}} : read_reg + 1'b1;
                write_reg         <= read_reg;
                word_reg          <= memory[read_reg];
                memory[write_reg] <= a;
            end
        end
    endgenerate
endmodule

`default_nettype wire
