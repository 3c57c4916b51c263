// qnm_uart_tx: serial bytes out, 8N1, least significant bit first.
//
// Parameters: BIT_CLOCKS_256  clocks of a bit, times 256; at least 4 * 256
// Ports:      s_axis_*  bytes;  tx idle high
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_uart_tx #(
    parameter integer BIT_CLOCKS_256 = 2048
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    input  wire [7:0] s_axis_tdata,
    output wire       tx
);
    localparam integer           TIMER_WIDTH = $clog2(2 * BIT_CLOCKS_256 + 512);
    localparam [TIMER_WIDTH-1:0] WHOLE       = BIT_CLOCKS_256[TIMER_WIDTH-1:0];
    localparam [TIMER_WIDTH-1:0] CLOCK       = 256;

    reg [TIMER_WIDTH-1:0] timer_reg;
    reg [3:0]             left_reg;
    reg [8:0]             bits_reg;
    reg                   tx_reg;

    wire tick = timer_reg < CLOCK;
    wire load = s_axis_tvalid & s_axis_tready;

    // start, eight bits, stop: tx_reg shows one for each of ten ticks
    assign s_axis_tready = left_reg == 4'd0;
    assign tx            = tx_reg;
    always @(posedge clk) begin
        if (load) timer_reg <= WHOLE - CLOCK;
        else timer_reg <= tick ? timer_reg + WHOLE - CLOCK : timer_reg - CLOCK;
        if (load) bits_reg <= {1'b1, s_axis_tdata};
        else if (tick) bits_reg <= {1'b1, bits_reg[8:1]};
        if (rst) begin
            timer_reg <= {TIMER_WIDTH{1'b0}};
            left_reg  <= 4'd0;
            tx_reg    <= 1'b1;
        end else if (load) begin
            left_reg <= 4'd10;
            tx_reg   <= 1'b0;
        end else if (tick & ~s_axis_tready) begin
            left_reg <= left_reg - 4'd1;
            tx_reg   <= bits_reg[0] | (left_reg == 4'd1);
        end
    end

`ifdef FORMAL
    reg past_reg;
    initial past_reg = 1'b0;
    always @(posedge clk) begin
        past_reg <= 1'b1;
        if (!past_reg) assume (rst);
        if (past_reg) begin
            assert (left_reg <= 4'd10);
            if (left_reg == 4'd0) assert (tx_reg);
            assert (timer_reg < 2 * WHOLE);
        end
        if (past_reg && !rst && !$past(rst)) begin
            if ($past(load)) assert (!tx_reg && left_reg == 4'd10);
            if ($past(s_axis_tready && !s_axis_tvalid)) assert (tx_reg);
            if ($past(!tick && !load)) assert (tx_reg == $past(tx_reg));
        end
    end
`endif
endmodule

`default_nettype wire
