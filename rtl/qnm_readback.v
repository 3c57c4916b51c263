// qnm_readback: reads all rows out of the state memories once, while no step runs.
//
// Parameters: ROWS, ROW_WIDTH, LANES instances of a row, LATENCY clocks from a read address to its words (at least 2)
// Ports:      request  pulse while idle: begin a burst;  busy  until its last row has been pushed
//             read     address `read_row` is read in this clock, when credit allows
//             push     the row whose first instance is `push_instance`, read LATENCY clocks before, is there; push_last: the last
//             one
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_readback #(
    parameter integer ROWS      = 1,
    parameter integer ROW_WIDTH = 1,
    parameter integer LANES     = 1,
    parameter integer LATENCY   = 2
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 request,
    output wire                 busy,
    input  wire                 credit,
    output wire                 read,
    output wire [ROW_WIDTH-1:0] read_row,
    output wire                 push,
    output wire                 push_last,
    output reg  [23:0]          push_instance
);
    localparam integer           LAST_ROW      = ROWS - 1;
    localparam [ROW_WIDTH-1:0]   LAST          = LAST_ROW[ROW_WIDTH-1:0];
    localparam integer           LAST_FIRST    = LAST_ROW * LANES;
    // Only the bits that the first instance of a row has are counted, as in qnm_issuer.
    localparam integer           FIRST_WIDTH   = LAST_FIRST > 0 ? $clog2(LAST_FIRST + 1) : 1;
    localparam [FIRST_WIDTH-1:0] LAST_INSTANCE = LAST_FIRST[FIRST_WIDTH-1:0];
    localparam [FIRST_WIDTH-1:0] STRIDE        = LANES[FIRST_WIDTH-1:0];

    reg                   busy_reg;
    reg                   reading_reg;
    reg [ROW_WIDTH-1:0]   read_reg;
    reg [FIRST_WIDTH-1:0] push_reg;
    reg [LATENCY-1:0]     line_reg;

    assign busy          = busy_reg;
    assign read          = reading_reg & credit;
    assign read_row      = read_reg;
    assign push          = line_reg[LATENCY-1];
    assign push_last     = push_reg == LAST_INSTANCE;
    always @* begin
        push_instance                  = 24'd0;
        push_instance[FIRST_WIDTH-1:0] = push_reg;
    end

    always @(posedge clk) begin
        if (rst) begin
            busy_reg    <= 1'b0;
            reading_reg <= 1'b0;
            read_reg    <= {ROW_WIDTH{1'b0}};
            push_reg    <= {FIRST_WIDTH{1'b0}};
            line_reg    <= {LATENCY{1'b0}};
        end else begin
            line_reg <= {line_reg[LATENCY-2:0], read};
            if (request & ~busy_reg) begin
                busy_reg    <= 1'b1;
                reading_reg <= 1'b1;
            end
            if (read) begin
                read_reg <= (read_reg == LAST) ? {ROW_WIDTH{1'b0}} : read_reg + 1'b1;
                if (read_reg == LAST) reading_reg <= 1'b0;
            end
            if (push) begin
                push_reg <= push_last ? {FIRST_WIDTH{1'b0}} : push_reg + STRIDE;
                if (push_last) busy_reg <= 1'b0;
            end
        end
    end
endmodule

`default_nettype wire
