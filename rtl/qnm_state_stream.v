// qnm_state_stream: states of instances as one AXI-Stream: traced steps while running, a read-back burst while idle.
//
//   each instance of each row pushed becomes one beat, in order; tlast marks the last instance of a snapshot
//
// Beat: [47:0] steps done, [71:48] instance, [79:72] part, above them the state word; tuser: it was read back, not traced
// Parameters: WIDTH bits of a state word, LANES instances of a row, LAST_LANE the last lane of the last row,
//             PART, DEPTH rows of queue (a power of two above the rows in flight, at least 2), DEPTH_BITS,
//             FIRST_WIDTH bits that the number of a row's first instance has: only these are stored
// Ports:      credit   one more row may be promised; promise: it is promised in this clock
//             push     a promised row arrives: its words, the first lane lowest, and the number of its first instance; push_read: it
//             was read back
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_state_stream #(
    parameter integer WIDTH       = 8,
    parameter integer LANES       = 1,
    parameter integer LAST_LANE   = 0,
    parameter [7:0]   PART        = 8'd0,
    parameter integer DEPTH       = 16,
    parameter integer DEPTH_BITS  = 4,
    parameter integer FIRST_WIDTH = 24
) (
    input  wire                   clk,
    input  wire                   rst,
    // credit
    output wire                   credit,
    input  wire                   promise,
    // rows
    input  wire                   push,
    input  wire                   push_last,
    input  wire                   push_read,
    input  wire [47:0]            push_step,
    input  wire [23:0]            push_instance,
    input  wire [LANES*WIDTH-1:0] push_words,
    // beats
    output wire                   m_axis_tvalid,
    input  wire                   m_axis_tready,
    output wire                   m_axis_tlast,
    output wire                   m_axis_tuser,
    output wire [79+WIDTH:0]      m_axis_tdata
);
    localparam [DEPTH_BITS:0] FULL      = DEPTH[DEPTH_BITS:0];
    localparam integer        ROW_WIDTH = 50 + FIRST_WIDTH + LANES * WIDTH;

    wire                   row_ready;
    wire                   row_last;
    wire [47:0]            step;
    wire [LANES*WIDTH-1:0] words;

    wire                   unused = &{1'b0, push_instance};
    wire [FIRST_WIDTH-1:0] stored;
    reg  [23:0]            first;
    always @* begin
        first                  = 24'd0;
        first[FIRST_WIDTH-1:0] = stored;
    end

    // The step stands above all: a host leaves its upper bits out, and what nobody reads yosys takes off the top of a register only.
    qnm_fifo #(.WIDTH(ROW_WIDTH), .DEPTH(DEPTH), .DEPTH_BITS(DEPTH_BITS)) queue (
        .clk(clk), .rst(rst),
        .write_enable(push), .write_word({push_step, push_last, push_read, push_instance[FIRST_WIDTH-1:0], push_words}),
        .m_axis_tvalid(m_axis_tvalid), .m_axis_tready(row_ready), .m_axis_tdata({step, row_last, m_axis_tuser, stored, words})
    );

    generate
        if (LANES == 1) begin : gen_one
            assign row_ready    = m_axis_tready;
            assign m_axis_tlast = row_last;
            assign m_axis_tdata = {words, PART, first, step};
        end else begin : gen_lanes
            // The words of a row leave one after the other.
            localparam integer               LANE_WIDTH = $clog2(LANES);
            localparam integer               END_LANE   = LANES - 1;
            localparam [LANE_WIDTH-1:0]      END        = END_LANE[LANE_WIDTH-1:0];
            localparam [LANE_WIDTH-1:0]      SHORT_END  = LAST_LANE[LANE_WIDTH-1:0];
            reg  [LANE_WIDTH-1:0]            lane_reg;
            wire                             last_lane = lane_reg == (row_last ? SHORT_END : END);
            reg  [WIDTH-1:0]                 word;
            reg  [23:0]                      lane;
            integer                          i;
            always @* begin
                word = words[WIDTH-1:0];
                lane = 24'd0;
                for (i = 1; i < LANES; i = i + 1) begin
                    if (lane_reg == i[LANE_WIDTH-1:0]) begin
                        word = words[i*WIDTH +: WIDTH];
                        lane = i[23:0];
                    end
                end
            end
            always @(posedge clk) begin
                if (rst) lane_reg <= {LANE_WIDTH{1'b0}};
                else if (m_axis_tvalid & m_axis_tready) lane_reg <= last_lane ? {LANE_WIDTH{1'b0}} : lane_reg + 1'b1;
            end
            assign row_ready    = m_axis_tready & last_lane;
            assign m_axis_tlast = row_last & last_lane;
            assign m_axis_tdata = {word, PART, first + lane, step};
        end
    endgenerate

    // Said out of a register, of the clock before: one credit may have gone since.
    reg [DEPTH_BITS:0] credit_reg;
    reg                open_reg;
    wire               taken = m_axis_tvalid & row_ready;
    always @(posedge clk) begin
        if (rst) begin
            credit_reg <= FULL;
            open_reg   <= 1'b1;
        end else begin
            if (taken & ~promise) credit_reg <= credit_reg + 1'b1;
            else if (promise & ~taken) credit_reg <= credit_reg - 1'b1;
            open_reg <= |credit_reg[DEPTH_BITS:1];
        end
    end
    assign credit = open_reg;
endmodule

`default_nettype wire
