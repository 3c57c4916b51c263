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
endmodule

`default_nettype wire
