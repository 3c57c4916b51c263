// qnm_fifo: a queue between a writer that knows its credit and an AXI-Stream reader.
//
//   words leave in the order in which they came, each once
//
// Parameters: WIDTH bits a word, DEPTH words (a power of two, at least 2), DEPTH_BITS = log2 DEPTH.
// Ports:      write_enable must not be raised when DEPTH words are stored: the writer counts credits (starts with DEPTH,
//             one less for each word promised, one more for each m_axis beat taken). m_axis_tvalid stays up, with stable
//             m_axis_tdata, until m_axis_tready.
// Latency:    2 from write_enable to m_axis_tvalid.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_fifo #(
    parameter integer WIDTH      = 8,
    parameter integer DEPTH      = 16,
    parameter integer DEPTH_BITS = 4
) (
    input  wire             clk,
    input  wire             rst,
    // write
    input  wire             write_enable,
    input  wire [WIDTH-1:0] write_word,
    // read
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire [WIDTH-1:0] m_axis_tdata
);
    // A place is read in the clock in which it is written only while the queue is empty, and then the word is not used.
    (* no_rw_check *)
    reg [WIDTH-1:0]      memory [0:DEPTH-1];
    reg [DEPTH_BITS:0]   write_reg;
    reg [DEPTH_BITS:0]   read_reg;
    reg                  valid_reg;
    reg [WIDTH-1:0]      word_reg;

    wire stored  = write_reg != read_reg;
    wire advance = ~valid_reg | m_axis_tready;

    always @(posedge clk) begin
        if (write_enable) memory[write_reg[DEPTH_BITS-1:0]] <= write_word;
        if (advance) word_reg <= memory[read_reg[DEPTH_BITS-1:0]];
    end

    always @(posedge clk) begin
        if (rst) begin
            write_reg <= {(DEPTH_BITS+1){1'b0}};
            read_reg  <= {(DEPTH_BITS+1){1'b0}};
            valid_reg <= 1'b0;
        end else begin
            if (write_enable) write_reg <= write_reg + 1'b1;
            if (advance & stored) read_reg <= read_reg + 1'b1;
            if (advance) valid_reg <= stored;
        end
    end

    assign m_axis_tvalid = valid_reg;
    assign m_axis_tdata  = word_reg;

`ifdef FORMAL
    // A waiting beat stays as it is; no more than DEPTH words are stored when the writer keeps its credit.
    reg past_valid_reg;
    initial past_valid_reg = 1'b0;
    always @(posedge clk) past_valid_reg <= 1'b1;
    wire [DEPTH_BITS:0] count = write_reg - read_reg;
    always @(posedge clk) begin
        if (!past_valid_reg) assume (rst);
        if (past_valid_reg) assume (!(write_enable && count == DEPTH[DEPTH_BITS:0]));
        if (past_valid_reg && !rst) assert (count <= DEPTH[DEPTH_BITS:0]);
        if (past_valid_reg && !$past(rst) && $past(m_axis_tvalid && !m_axis_tready)) begin
            assert (m_axis_tvalid);
            assert ($stable(m_axis_tdata));
        end
    end
`endif
endmodule

`default_nettype wire
