// qnm_slice: registers in an AXI-Stream, forwards and backwards: no path leads through it.
//
//   every beat once, in order; a beat in every clock while the reader takes them
//
// Parameters: WIDTH bits of a beat
// Latency:    1
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_slice #(
    parameter integer WIDTH = 8
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
    // The beat that is shown, and the one that comes in the clock in which the reader stops.
    reg             valid_reg;
    reg [WIDTH-1:0] word_reg;
    reg             more_reg;
    reg [WIDTH-1:0] next_reg;
    wire            leaves = m_axis_tready | ~valid_reg;

    assign s_axis_tready = ~more_reg;
    assign m_axis_tvalid = valid_reg;
    assign m_axis_tdata  = word_reg;
    always @(posedge clk) begin
        if (rst) begin
            valid_reg <= 1'b0;
            more_reg  <= 1'b0;
        end else if (leaves) begin
            valid_reg <= more_reg | s_axis_tvalid;
            more_reg  <= 1'b0;
        end else if (s_axis_tvalid) more_reg <= 1'b1;
        if (leaves) word_reg <= more_reg ? next_reg : s_axis_tdata;
        if (~more_reg) next_reg <= s_axis_tdata;
    end

`ifdef FORMAL
    // A waiting beat stays as it is; of two beats that are watched, each leaves once and in order.
    reg past_valid_reg;
    initial past_valid_reg = 1'b0;
    always @(posedge clk) past_valid_reg <= 1'b1;
    reg [3:0] taken_reg;
    reg [3:0] given_reg;
    wire [3:0] inside_count = taken_reg - given_reg;
    (* anyconst *) reg [3:0]       watched;
    reg [WIDTH-1:0]                watched_word_reg;
    always @(posedge clk) begin
        if (rst) begin
            taken_reg <= 4'd0;
            given_reg <= 4'd0;
        end else begin
            if (s_axis_tvalid & s_axis_tready) begin
                taken_reg <= taken_reg + 4'd1;
                if (taken_reg == watched) watched_word_reg <= s_axis_tdata;
            end
            if (m_axis_tvalid & m_axis_tready) given_reg <= given_reg + 4'd1;
        end
        if (!past_valid_reg) assume (rst);
        if (past_valid_reg) assert (inside_count == {3'd0, valid_reg} + {3'd0, more_reg});
        if (past_valid_reg) assert (valid_reg | ~more_reg);
        if (past_valid_reg && valid_reg && given_reg == watched) assert (word_reg == watched_word_reg);
        if (past_valid_reg && more_reg && given_reg + 4'd1 == watched) assert (next_reg == watched_word_reg);
        if (past_valid_reg && !$past(rst) && $past(m_axis_tvalid && !m_axis_tready)) begin
            assert (m_axis_tvalid);
            assert ($stable(m_axis_tdata));
        end
    end
`endif
endmodule

`default_nettype wire
