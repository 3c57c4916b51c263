// qnm_uart_rx: serial bytes in, 8N1, least significant bit first.
//
//   each bit is looked at in its middle; bits need not be a whole number of clocks
//
// Parameters: BIT_CLOCKS_256  clocks of a bit, times 256; at least 4 * 256
// Ports:      rx       idle high; two registers bring it into this clock domain
//             valid    pulse: `data` came;  broken: pulse: a byte without stop bit came, and is dropped
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_uart_rx #(
    parameter integer BIT_CLOCKS_256 = 2048
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       rx,
    output wire       valid,
    output wire       broken,
    output wire [7:0] data
);
    localparam integer           TIMER_WIDTH = $clog2(2 * BIT_CLOCKS_256 + 512);
    localparam integer           HALF_BIT    = BIT_CLOCKS_256 / 2;
    localparam [TIMER_WIDTH-1:0] WHOLE       = BIT_CLOCKS_256[TIMER_WIDTH-1:0];
    localparam [TIMER_WIDTH-1:0] HALF        = HALF_BIT[TIMER_WIDTH-1:0];
    localparam [TIMER_WIDTH-1:0] CLOCK       = 256;

    reg [2:0]             line_reg;
    reg                   busy_reg;
    reg [TIMER_WIDTH-1:0] timer_reg;
    reg [3:0]             left_reg;
    reg [8:0]             bits_reg;
    reg                   valid_reg;
    reg                   broken_reg;

    wire level  = line_reg[1];
    wire falls  = line_reg[2] & ~level;
    wire sample = busy_reg & (timer_reg < CLOCK);

    // 10 samples: start, eight bits, stop
    always @(posedge clk) begin
        if (~busy_reg) timer_reg <= HALF;
        else timer_reg <= sample ? timer_reg + WHOLE - CLOCK : timer_reg - CLOCK;
        if (sample) bits_reg <= {level, bits_reg[8:1]};
        if (rst) begin
            line_reg   <= 3'b111;
            busy_reg   <= 1'b0;
            left_reg   <= 4'd0;
            valid_reg  <= 1'b0;
            broken_reg <= 1'b0;
        end else begin
            line_reg   <= {line_reg[1:0], rx};
            valid_reg  <= sample & (left_reg == 4'd0) & level;
            broken_reg <= sample & (left_reg == 4'd0) & ~level;
            if (~busy_reg) begin
                busy_reg <= falls;
                left_reg <= 4'd9;
            end else if (sample) begin
                left_reg <= left_reg - 4'd1;
                // a start bit that is high in its middle was none
                if (left_reg == 4'd0 || (left_reg == 4'd9 && level)) busy_reg <= 1'b0;
            end
        end
    end

    // the stop bit is bits_reg[8]
    assign valid  = valid_reg;
    assign broken = broken_reg;
    assign data   = bits_reg[7:0];
    wire unused = bits_reg[8];

`ifdef FORMAL
    // A sender with bits of four clocks, bytes of any value with or without stop bit, at once or after a pause: each is reported once, as it was sent.
    reg past_reg;
    initial past_reg = 1'b0;
    (* anyseq *) wire       go;
    (* anyseq *) wire [7:0] next_byte;
    (* anyseq *) wire       next_stop;
    reg [5:0]  at_reg;    // clock of the byte, from 1; 0: the line rests
    reg [7:0]  byte_reg;
    reg        stop_reg;
    reg        due_reg;   // a byte was sent and is to be reported
    reg [3:0]  age_reg;
    reg [7:0]  sent_reg;
    reg        whole_reg;
    wire [9:0] line = {stop_reg, byte_reg, 1'b0};
    always @(posedge clk) begin
        past_reg <= 1'b1;
        if (!past_reg) assume (rst);
        else assume (!rst);
        assume (rx == (at_reg == 6'd0 || line[(at_reg - 6'd1) >> 2]));
        // a line that is low where it should stop must rise before the next byte can begin
        if (at_reg == 6'd40 && !stop_reg) assume (!go);
        if (rst) begin
            at_reg  <= 6'd0;
            due_reg <= 1'b0;
        end else begin
            if (at_reg == 6'd0 || at_reg == 6'd40) begin
                at_reg   <= go ? 6'd1 : 6'd0;
                byte_reg <= next_byte;
                stop_reg <= next_stop;
            end else at_reg <= at_reg + 6'd1;
            age_reg <= age_reg + 4'd1;
            if (at_reg == 6'd37) begin
                due_reg   <= 1'b1;
                age_reg   <= 4'd0;
                sent_reg  <= byte_reg;
                whole_reg <= stop_reg;
            end else if (valid | broken) due_reg <= 1'b0;
            if (due_reg) assert (age_reg < 4'd8);
            if (valid | broken) assert (due_reg && valid == whole_reg && broken == !whole_reg);
            if (valid) assert (data == sent_reg);
        end
    end
`endif
endmodule

`default_nettype wire
