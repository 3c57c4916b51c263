// qnm_readback: reads all instances out of the state memory once, while no step runs.
//
// Parameters: INSTANCES, INSTANCE_WIDTH, LATENCY clocks from a read address to its word (at least 2)
// Ports:      request  pulse while idle: begin a burst;  busy  until its last word has been pushed
//             read     address `read_instance` is read in this clock, when credit allows
//             push     the word of `push_instance`, read LATENCY clocks before, is there; push_last: the last one
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_readback #(
    parameter integer INSTANCES      = 1,
    parameter integer INSTANCE_WIDTH = 1,
    parameter integer LATENCY        = 2
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire                      request,
    output wire                      busy,
    input  wire                      credit,
    output wire                      read,
    output wire [INSTANCE_WIDTH-1:0] read_instance,
    output wire                      push,
    output wire                      push_last,
    output wire [INSTANCE_WIDTH-1:0] push_instance
);
    localparam integer              LAST_INSTANCE = INSTANCES - 1;
    localparam [INSTANCE_WIDTH-1:0] LAST          = LAST_INSTANCE[INSTANCE_WIDTH-1:0];

    reg                      busy_reg;
    reg                      reading_reg;
    reg [INSTANCE_WIDTH-1:0] read_reg;
    reg [INSTANCE_WIDTH-1:0] push_reg;
    reg [LATENCY-1:0]        line_reg;

    assign busy          = busy_reg;
    assign read          = reading_reg & credit;
    assign read_instance = read_reg;
    assign push          = line_reg[LATENCY-1];
    assign push_instance = push_reg;
    assign push_last     = push_reg == LAST;

    always @(posedge clk) begin
        if (rst) begin
            busy_reg    <= 1'b0;
            reading_reg <= 1'b0;
            read_reg    <= {INSTANCE_WIDTH{1'b0}};
            push_reg    <= {INSTANCE_WIDTH{1'b0}};
            line_reg    <= {LATENCY{1'b0}};
        end else begin
            line_reg <= {line_reg[LATENCY-2:0], read};
            if (request & ~busy_reg) begin
                busy_reg    <= 1'b1;
                reading_reg <= 1'b1;
            end
            if (read) begin
                read_reg <= (read_reg == LAST) ? {INSTANCE_WIDTH{1'b0}} : read_reg + 1'b1;
                if (read_reg == LAST) reading_reg <= 1'b0;
            end
            if (push) begin
                push_reg <= push_last ? {INSTANCE_WIDTH{1'b0}} : push_reg + 1'b1;
                if (push_last) busy_reg <= 1'b0;
            end
        end
    end
endmodule

`default_nettype wire
