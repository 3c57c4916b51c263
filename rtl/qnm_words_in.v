// qnm_words_in: words of 32 bits, low bits first, as the beats of a wide stream.
//
// Parameters: WIDTH bits of a beat, WORDS = ceil(WIDTH / 32)
// Ports:      bits of the last word beyond WIDTH are not looked at
// Latency:    1 from the last word to the beat.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_words_in #(
    parameter integer WIDTH = 64,
    parameter integer WORDS = 2
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire [31:0]      s_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire [WIDTH-1:0] m_axis_tdata
);
    localparam integer           BITS        = 32 * WORDS;
    localparam integer           COUNT_WIDTH = $clog2(WORDS + 1);
    localparam [COUNT_WIDTH-1:0] ALL         = WORDS[COUNT_WIDTH-1:0];
    localparam [COUNT_WIDTH-1:0] ONE         = 1;

    reg [COUNT_WIDTH-1:0] filled_reg;
    reg [BITS-1:0]        beat_reg;
    wire [BITS+31:0]      shifted = {s_axis_tdata, beat_reg};
    wire                  unused_low = &{1'b0, shifted[31:0]};

    assign m_axis_tvalid = filled_reg == ALL;
    assign s_axis_tready = ~m_axis_tvalid;
    assign m_axis_tdata  = beat_reg[WIDTH-1:0];
    always @(posedge clk) begin
        if (s_axis_tvalid & s_axis_tready) beat_reg <= shifted[BITS+31:32];
        if (rst) filled_reg <= {COUNT_WIDTH{1'b0}};
        else if (m_axis_tvalid) filled_reg <= m_axis_tready ? {COUNT_WIDTH{1'b0}} : filled_reg;
        else if (s_axis_tvalid) filled_reg <= filled_reg + ONE;
    end

    generate
        if (BITS != WIDTH) begin : gen_padded
            wire unused = &{1'b0, beat_reg[BITS-1:WIDTH]};
        end
    endgenerate

`ifdef FORMAL
    // WORDS words become one beat, the first lowest; no word is lost or taken twice, and a beat that waits stays as it is.
    reg             past_valid_reg;
    initial past_valid_reg = 1'b0;
    always @(posedge clk) past_valid_reg <= 1'b1;
    reg [BITS-1:0]  taken_reg;
    integer         count_reg;
    always @(posedge clk) begin
        if (rst) count_reg <= 0;
        else if (m_axis_tvalid & m_axis_tready) count_reg <= 0;
        else if (s_axis_tvalid & s_axis_tready) begin
            count_reg <= count_reg + 1;
            taken_reg[32*count_reg +: 32] <= s_axis_tdata;
        end
        if (!past_valid_reg) assume (rst);
        if (past_valid_reg) begin
            assert (count_reg >= 0 && count_reg <= WORDS);
            assert ({ {(32-COUNT_WIDTH){1'b0}}, filled_reg} == count_reg);
            assert (m_axis_tvalid == (count_reg == WORDS));
            assert (s_axis_tready == ~m_axis_tvalid);
            // what is there stands above what was there before
            assert (beat_reg >> (BITS - 32 * count_reg) == (taken_reg & ~({BITS{1'b1}} << (32 * count_reg))));
            if (m_axis_tvalid) assert (m_axis_tdata == taken_reg[WIDTH-1:0]);
        end
        if (past_valid_reg && !$past(rst) && $past(m_axis_tvalid && !m_axis_tready)) begin
            assert (m_axis_tvalid);
            assert ($stable(m_axis_tdata));
        end
    end
`endif
endmodule

`default_nettype wire
