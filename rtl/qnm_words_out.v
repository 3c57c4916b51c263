// qnm_words_out: the beats of a wide stream as words of 32 bits, low bits first.
//
// Parameters: WIDTH bits of a beat, WORDS = ceil(WIDTH / 32)
// Ports:      m_axis_tlast with the last word of a beat
// Latency:    1; a beat takes WORDS + 1 clocks.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_words_out #(
    parameter integer WIDTH = 64,
    parameter integer WORDS = 2
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire [WIDTH-1:0] s_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,
    output wire [31:0]      m_axis_tdata
);
    localparam integer          BITS        = 32 * WORDS;
    localparam integer          COUNT_WIDTH = $clog2(WORDS + 1);
    localparam [COUNT_WIDTH-1:0] ALL        = WORDS[COUNT_WIDTH-1:0];
    localparam [COUNT_WIDTH-1:0] ONE        = 1;

    reg [COUNT_WIDTH-1:0] left_reg;
    reg [BITS-1:0]        beat_reg;
    wire [BITS-1:0]       padded;

    generate
        if (BITS == WIDTH) begin : gen_full
            assign padded = s_axis_tdata;
        end else begin : gen_padded
            assign padded = { {(BITS-WIDTH){1'b0}}, s_axis_tdata};
        end
    endgenerate

    assign m_axis_tvalid = left_reg != {COUNT_WIDTH{1'b0}};
    assign s_axis_tready = ~m_axis_tvalid;
    assign m_axis_tlast  = left_reg == ONE;
    assign m_axis_tdata  = beat_reg[31:0];
    always @(posedge clk) begin
        if (s_axis_tready) beat_reg <= padded;
        else if (m_axis_tready) beat_reg <= beat_reg >> 32;
        if (rst) left_reg <= {COUNT_WIDTH{1'b0}};
        else if (s_axis_tready) left_reg <= s_axis_tvalid ? ALL : {COUNT_WIDTH{1'b0}};
        else if (m_axis_tready) left_reg <= left_reg - ONE;
    end

`ifdef FORMAL
    // A beat leaves as its words, the lowest first, all of them and none twice; a word that waits stays as it is.
    reg             past_valid_reg;
    initial past_valid_reg = 1'b0;
    always @(posedge clk) past_valid_reg <= 1'b1;
    reg [BITS-1:0]  taken_reg;
    reg             open_reg;
    integer         given_reg;
    always @(posedge clk) begin
        if (rst) begin
            open_reg  <= 1'b0;
            given_reg <= 0;
        end else if (s_axis_tvalid & s_axis_tready) begin
            open_reg  <= 1'b1;
            given_reg <= 0;
            taken_reg <= padded;
        end else if (m_axis_tvalid & m_axis_tready) begin
            open_reg  <= given_reg != WORDS - 1;
            given_reg <= given_reg + 1;
        end
        if (!past_valid_reg) assume (rst);
        if (past_valid_reg) begin
            assert (m_axis_tvalid == open_reg);
            assert (!(s_axis_tready & open_reg));
            if (open_reg) begin
                assert (given_reg >= 0 && given_reg < WORDS);
                assert ({ {(32-COUNT_WIDTH){1'b0}}, left_reg} == WORDS - given_reg);
                assert (beat_reg == taken_reg >> (32 * given_reg));
                assert (m_axis_tdata == taken_reg[32*given_reg +: 32]);
                assert (m_axis_tlast == (given_reg == WORDS - 1));
            end
        end
        if (past_valid_reg && !$past(rst) && $past(m_axis_tvalid && !m_axis_tready)) begin
            assert (m_axis_tvalid);
            assert ($stable(m_axis_tdata));
            assert ($stable(m_axis_tlast));
        end
    end
`endif
endmodule

`default_nettype wire
