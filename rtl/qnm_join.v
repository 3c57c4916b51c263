// qnm_join: several AXI-Streams into one.
//
//   every beat once; the beats of one stream in their order; where several wait, the one with the lowest number goes first
//
// Parameters: STREAMS, WIDTH bits of a beat
// Ports:      vectors over the streams, the first lowest
// Latency:    1 (0 for one stream).
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_join #(
    parameter integer STREAMS = 2,
    parameter integer WIDTH   = 8
) (
    input  wire                     clk,
    input  wire                     rst,
    // streams
    input  wire [STREAMS-1:0]       s_axis_tvalid,
    output wire [STREAMS-1:0]       s_axis_tready,
    input  wire [STREAMS*WIDTH-1:0] s_axis_tdata,
    // all of them
    output wire                     m_axis_tvalid,
    input  wire                     m_axis_tready,
    output wire [WIDTH-1:0]         m_axis_tdata
);
    generate
        if (STREAMS == 1) begin : gen_one
            wire unused = &{1'b0, clk, rst};
            assign m_axis_tvalid = s_axis_tvalid;
            assign s_axis_tready = m_axis_tready;
            assign m_axis_tdata  = s_axis_tdata;
        end else begin : gen_several
            reg               valid_reg;
            reg [WIDTH-1:0]   word_reg;
            reg [STREAMS-1:0] chosen;
            reg [WIDTH-1:0]   word;
            integer           i;
            wire              take = ~valid_reg | m_axis_tready;
            always @* begin
                chosen = {STREAMS{1'b0}};
                word   = s_axis_tdata[WIDTH-1:0];
                for (i = STREAMS - 1; i >= 0; i = i - 1) begin
                    if (s_axis_tvalid[i]) begin
                        chosen    = {STREAMS{1'b0}};
                        chosen[i] = 1'b1;
                        word      = s_axis_tdata[i*WIDTH +: WIDTH];
                    end
                end
            end
            always @(posedge clk) begin
                if (rst) valid_reg <= 1'b0;
                else if (take) valid_reg <= |s_axis_tvalid;
                if (take) word_reg <= word;
            end
            assign s_axis_tready = take ? chosen : {STREAMS{1'b0}};
            assign m_axis_tvalid = valid_reg;
            assign m_axis_tdata  = word_reg;
        end
    endgenerate
endmodule

`default_nettype wire
