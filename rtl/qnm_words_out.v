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
endmodule

`default_nettype wire
