// qnm_event_stream: the events of a population as one AXI-Stream, nothing lost.
//
//   each fired bit of each retiring row becomes one beat, in the order of time, then instance, then source
//
// Beat (96 bits): [7:0] fraction of dt / 256, [23:8] source (number of the event), [47:24] instance, [95:48] step
// Parameters: EVENTS of an instance, LANES instances of a row, FIRST_SOURCE number of the first event,
//             DEPTH words of queue (a power of two above the rows in flight, at least 2), DEPTH_BITS,
//             FIRST_WIDTH bits that the number of a row's first instance has: only these are stored
// Ports:      credit   one more row may be issued; promise: it is issued in this clock
//             retire   it leaves the lanes in this clock, the first of its instances numbered `instance_number`, with the `fired` bits
//             of all lanes, the first lane lowest, and their 8-bit `fractions`
//             When the reader waits, credit goes down, and issue stops before the queue can overflow.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_event_stream #(
    parameter integer EVENTS       = 1,
    parameter integer LANES        = 1,
    parameter integer FIRST_SOURCE = 0,
    parameter integer DEPTH        = 16,
    parameter integer DEPTH_BITS   = 4,
    parameter integer FIRST_WIDTH  = 24
) (
    input  wire                      clk,
    input  wire                      rst,
    // credit
    output wire                      credit,
    input  wire                      promise,
    // from the lanes
    input  wire                      retire,
    input  wire [47:0]               step,
    input  wire [23:0]               instance_number,
    input  wire [EVENTS*LANES-1:0]   fired,
    input  wire [8*EVENTS*LANES-1:0] fractions,
    // beats
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire [95:0]               m_axis_tdata
);
    localparam integer          BITS       = EVENTS * LANES;
    localparam integer          WORD_WIDTH = 48 + FIRST_WIDTH + 9 * BITS;
    localparam [15:0]           FIRST      = FIRST_SOURCE[15:0];
    localparam [DEPTH_BITS:0]   FULL       = DEPTH[DEPTH_BITS:0];
    localparam [DEPTH_BITS:0]   ONE        = 1;
    localparam [DEPTH_BITS:0]   TWO        = 2;

    wire                  push = retire & (|fired);
    wire                  word_valid;
    wire                  word_ready;
    wire [WORD_WIDTH-1:0] word;

    qnm_fifo #(.WIDTH(WORD_WIDTH), .DEPTH(DEPTH), .DEPTH_BITS(DEPTH_BITS)) queue (
        .clk(clk), .rst(rst),
        .write_enable(push), .write_word({step, instance_number[FIRST_WIDTH-1:0], fractions, fired}),
        .m_axis_tvalid(word_valid), .m_axis_tready(word_ready), .m_axis_tdata(word)
    );

    // A credit comes back when a row retires without events, or when its word leaves the queue.
    wire               without = retire & ~(|fired);
    wire               taken   = word_valid & word_ready;
    reg [DEPTH_BITS:0] credit_reg;
    reg                open_reg;
    wire [DEPTH_BITS:0] back = (without & taken) ? TWO : (without | taken) ? ONE : {(DEPTH_BITS+1){1'b0}};
    // Said out of a register, of the clock before: one credit may have gone since.
    always @(posedge clk) begin
        if (rst) begin
            credit_reg <= FULL;
            open_reg   <= 1'b1;
        end else begin
            credit_reg <= credit_reg + back - (promise ? ONE : {(DEPTH_BITS+1){1'b0}});
            open_reg   <= credit_reg > ONE;
        end
    end
    assign credit = open_reg;

    // One beat for each fired bit, the lowest first; the word stays in the queue until its last one has left.
    wire [47:0]       word_step     = word[WORD_WIDTH-1:WORD_WIDTH-48];
    wire              unused        = &{1'b0, instance_number};
    reg  [23:0]       word_instance;
    always @* begin
        word_instance                  = 24'd0;
        word_instance[FIRST_WIDTH-1:0] = word[9*BITS +: FIRST_WIDTH];
    end
    wire [8*BITS-1:0] word_fraction = word[9*BITS-1:BITS];
    reg  [BITS-1:0]   sent_reg;
    wire [BITS-1:0]   pending       = word[BITS-1:0] & ~sent_reg;

    reg [15:0]       source;
    reg [23:0]       lane;
    reg [7:0]        fraction;
    reg [BITS-1:0]   rest;
    integer          l;
    integer          e;
    always @* begin
        // where nothing is pending nobody looks: the fields of the first bit need no choice then
        source   = FIRST;
        lane     = 24'd0;
        fraction = word_fraction[7:0];
        rest     = pending;
        for (l = LANES - 1; l >= 0; l = l - 1) begin
            for (e = EVENTS - 1; e >= 0; e = e - 1) begin
                if (pending[l*EVENTS+e]) begin
                    source   = FIRST + e[15:0];
                    lane     = l[23:0];
                    fraction = word_fraction[8*(l*EVENTS+e) +: 8];
                    rest     = pending;
                    rest[l*EVENTS+e] = 1'b0;
                end
            end
        end
    end

    wire             last = rest == {BITS{1'b0}};

    assign word_ready = m_axis_tready & last;
    always @(posedge clk) begin
        if (rst) sent_reg <= {BITS{1'b0}};
        else if (word_valid & m_axis_tready) sent_reg <= last ? {BITS{1'b0}} : ~rest;
    end

    assign m_axis_tvalid = word_valid;
    assign m_axis_tdata  = {word_step, word_instance + lane, source, fraction};
endmodule

`default_nettype wire
