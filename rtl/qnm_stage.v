// qnm_stage: a register in an AXI-Stream, or none.
//
//   every beat once, in order; a beat in every clock while the reader takes them, and the reader's ready goes through to the writer
//   (HALF 0); or at most a beat in two clocks, and no path leads through in either direction (HALF 1)
//
// Parameters: WIDTH bits of a beat, HALF, PRESENT: 0 for a clock so slow that there need be no register
// Latency:    PRESENT
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_stage #(
    parameter integer WIDTH   = 8,
    parameter integer HALF    = 0,
    parameter integer PRESENT = 1
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire [WIDTH-1:0] s_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire [WIDTH-1:0] m_axis_tdata
);
    generate
        if (PRESENT == 0) begin : gen_wires
            assign s_axis_tready = m_axis_tready;
            assign m_axis_tvalid = s_axis_tvalid;
            assign m_axis_tdata  = s_axis_tdata;
            wire unused = &{1'b0, clk, rst};
        end else begin : gen_register
            reg             valid_reg;
            reg [WIDTH-1:0] word_reg;
            wire            takes = ~valid_reg | ((HALF == 0) ? m_axis_tready : 1'b0);

            assign s_axis_tready = takes;
            assign m_axis_tvalid = valid_reg;
            assign m_axis_tdata  = word_reg;
            always @(posedge clk) begin
                if (rst) valid_reg <= 1'b0;
                else valid_reg <= (takes & s_axis_tvalid) | (valid_reg & ~m_axis_tready);
                if (takes) word_reg <= s_axis_tdata;
            end

`ifdef FORMAL
            // A waiting beat stays as it is, what comes goes, and in order.
            reg past_valid_reg;
            initial past_valid_reg = 1'b0;
            always @(posedge clk) past_valid_reg <= 1'b1;
            always @(posedge clk) begin
                if (!past_valid_reg) assume (rst);
                if (past_valid_reg && !$past(rst) && $past(m_axis_tvalid && !m_axis_tready)) begin
                    assert (m_axis_tvalid);
                    assert ($stable(m_axis_tdata));
                    assert ($past(!s_axis_tready));
                end
                if (past_valid_reg && !$past(rst) && $past(s_axis_tvalid && s_axis_tready))
                    assert (m_axis_tvalid && m_axis_tdata == $past(s_axis_tdata));
                if (past_valid_reg && !$past(rst) && $past(m_axis_tvalid && m_axis_tready && !s_axis_tvalid)) assert (!m_axis_tvalid);
            end
`endif
        end
    endgenerate
endmodule

`default_nettype wire
