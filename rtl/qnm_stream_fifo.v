// qnm_stream_fifo: a queue between two AXI-Streams, which says how full it is.
//
//   words leave in the order in which they came, each once
//
// Parameters: WIDTH bits a word, DEPTH words (a power of two, at least 2), DEPTH_BITS = log2 DEPTH.
//             STAGE  the word at the output waits in a register: out of the memory it comes late in the clock
//             HALF   that one takes no word in the clock in which one leaves (qnm_stage)
// Ports:      level  words inside, up to DEPTH; a word counts from the clock behind the one in which it came
// Latency:    2 from a word in to the word out, 3 with STAGE.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_stream_fifo #(
    parameter integer WIDTH      = 32,
    parameter integer DEPTH      = 16,
    parameter integer DEPTH_BITS = 4,
    parameter integer STAGE      = 0,
    parameter integer HALF       = 0
) (
    input  wire                clk,
    input  wire                rst,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,
    input  wire [WIDTH-1:0]    s_axis_tdata,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,
    output wire [WIDTH-1:0]    m_axis_tdata,
    output wire [DEPTH_BITS:0] level
);
    localparam [DEPTH_BITS:0] ONE = 1;

    reg [DEPTH_BITS:0] level_reg;
    wire               put  = s_axis_tvalid & s_axis_tready;
    wire               take = m_axis_tvalid & m_axis_tready;

    // full when the highest bit is set: the writer of the queue never has more than DEPTH words in it
    assign s_axis_tready = ~level_reg[DEPTH_BITS];
    assign level         = level_reg;
    always @(posedge clk) begin
        if (rst) level_reg <= {(DEPTH_BITS+1){1'b0}};
        else if (put & ~take) level_reg <= level_reg + ONE;
        else if (take & ~put) level_reg <= level_reg - ONE;
    end

    wire             queue_tvalid;
    wire             queue_tready;
    wire [WIDTH-1:0] queue_tdata;
    qnm_fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH), .DEPTH_BITS(DEPTH_BITS)) queue (
        .clk(clk), .rst(rst), .write_enable(put), .write_word(s_axis_tdata),
        .m_axis_tvalid(queue_tvalid), .m_axis_tready(queue_tready), .m_axis_tdata(queue_tdata)
    );
    qnm_stage #(.WIDTH(WIDTH), .HALF(HALF), .PRESENT(STAGE)) stage (
        .clk(clk), .rst(rst), .s_axis_tvalid(queue_tvalid), .s_axis_tready(queue_tready), .s_axis_tdata(queue_tdata),
        .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .m_axis_tdata(m_axis_tdata)
    );

`ifdef FORMAL
    reg past_reg;
    initial past_reg = 1'b0;
    always @(posedge clk) past_reg <= 1'b1;
    reg [DEPTH_BITS+1:0] inside_reg;
    // one word of many, followed through the queue
    (* anyconst *) reg [3:0]       which;
    reg [3:0]                      in_reg;
    reg [3:0]                      out_reg;
    reg [WIDTH-1:0]                word_reg;
    always @(posedge clk) begin
        if (!past_reg) assume (rst);
        if (rst) begin
            in_reg  <= 4'd0;
            out_reg <= 4'd0;
        end else begin
            if (put & ~&in_reg) in_reg <= in_reg + 4'd1;
            if (take & ~&out_reg) out_reg <= out_reg + 4'd1;
            if (put && in_reg == which) word_reg <= s_axis_tdata;
        end
        if (past_reg && !rst) begin
            assert (level_reg <= DEPTH[DEPTH_BITS:0]);
            if (take && out_reg == which && which != 4'd15) assert (in_reg > which && m_axis_tdata == word_reg);
        end
        if (past_reg && !rst && !$past(rst) && $past(m_axis_tvalid && !m_axis_tready))
            assert (m_axis_tvalid && $stable(m_axis_tdata));
    end
`endif
endmodule

`default_nettype wire
