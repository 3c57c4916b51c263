// qnm_state_stream: states of instances as one AXI-Stream: traced steps while running, a read-back burst while idle.
//
//   each word pushed becomes one beat, in order; tlast marks the last instance of a snapshot
//
// Parameters: WIDTH bits of a word, DEPTH words of queue (a power of two above the words in flight), DEPTH_BITS
// Ports:      credit   one more word may be promised; promise: it is promised in this clock
//             push     a promised word arrives
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_state_stream #(
    parameter integer WIDTH      = 8,
    parameter integer DEPTH      = 16,
    parameter integer DEPTH_BITS = 4
) (
    input  wire             clk,
    input  wire             rst,
    // credit
    output wire             credit,
    input  wire             promise,
    // words
    input  wire             push,
    input  wire             push_last,
    input  wire [WIDTH-1:0] push_word,
    // beats
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast,
    output wire [WIDTH-1:0] m_axis_tdata
);
    localparam [DEPTH_BITS:0] FULL = DEPTH[DEPTH_BITS:0];

    qnm_fifo #(.WIDTH(WIDTH + 1), .DEPTH(DEPTH), .DEPTH_BITS(DEPTH_BITS)) queue (
        .clk(clk), .rst(rst),
        .write_enable(push), .write_word({push_last, push_word}),
        .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(m_axis_tready), .m_axis_tdata({m_axis_tlast, m_axis_tdata})
    );

    reg [DEPTH_BITS:0] credit_reg;
    wire               taken = m_axis_tvalid & m_axis_tready;
    always @(posedge clk) begin
        if (rst) credit_reg <= FULL;
        else if (taken & ~promise) credit_reg <= credit_reg + 1'b1;
        else if (promise & ~taken) credit_reg <= credit_reg - 1'b1;
    end
    assign credit = credit_reg != {(DEPTH_BITS+1){1'b0}};
endmodule

`default_nettype wire
