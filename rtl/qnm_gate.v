// qnm_gate: a stream that may be thinned out: beats that nobody wants, and beats for which there is no room.
//
// Parameters: WIDTH bits of a beat
// Ports:      wanted  this beat is to pass; others are taken and forgotten
//             drop    level: beats that the reader does not take at once are lost, and counted, instead of waiting
//             lost    how many (stays at its largest value)
// Latency:    none.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_gate #(
    parameter integer WIDTH = 8
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             wanted,
    input  wire             drop,
    output wire [31:0]      lost,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire [WIDTH-1:0] s_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire [WIDTH-1:0] m_axis_tdata
);
    reg [31:0] lost_reg;
    assign m_axis_tvalid = s_axis_tvalid & wanted;
    assign m_axis_tdata  = s_axis_tdata;
    assign s_axis_tready = m_axis_tready | ~wanted | drop;
    assign lost          = lost_reg;
    always @(posedge clk) begin
        if (rst) lost_reg <= 32'd0;
        else if (m_axis_tvalid & drop & ~m_axis_tready & ~&lost_reg) lost_reg <= lost_reg + 32'd1;
    end
endmodule

`default_nettype wire
