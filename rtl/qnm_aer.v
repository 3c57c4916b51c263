// qnm_aer: events of a core as address events, two words of 32 bits each, with times that wrap.
//
//   s_axis  [7:0] fraction of dt / 256, [23:8] source, [47:24] instance, [95:48] step
//   m_axis  the address: source in 31:24, instance in 23:0; then the time: step[23:0] in 31:8, fraction in 7:0
//   Before the first event whose step[47:24] is not the one before (0 after reset) comes address 0xffffffff with that number as time.
//
// Ports:      begun      the first word of what waits at s_axis has left
//             triggered  pulse: an event whose address agrees with trigger_address in all bits of trigger_mask leaves; its step
// Latency:    1. An event waits at s_axis until its second word is taken over: nothing but that word is kept here.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_aer (
    input  wire        clk,
    input  wire        rst,
    output wire        begun,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    input  wire [95:0] s_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire [31:0] m_axis_tdata,
    // trigger
    input  wire [31:0] trigger_address,
    input  wire [31:0] trigger_mask,
    output wire        triggered,
    output wire [47:0] triggered_step
);
    wire [7:0]  fraction = s_axis_tdata[7:0];
    wire [31:0] address  = {s_axis_tdata[15:8], s_axis_tdata[47:24]};
    wire [47:0] step     = s_axis_tdata[95:48];
    wire        unused   = &{1'b0, s_axis_tdata[23:16]};

    reg         valid_reg;
    reg  [31:0] word_reg;
    reg  [23:0] epoch_reg;
    reg         second_reg;
    reg         mark_reg;
    reg         hit_reg;
    wire        room  = ~valid_reg | m_axis_tready;
    wire        moves = s_axis_tvalid & room;
    // a mark of time goes before the event; once it has begun, it is a mark to its end
    wire        mark  = second_reg ? mark_reg : step[47:24] != epoch_reg;

    assign begun         = second_reg;
    assign s_axis_tready = room & second_reg & ~mark_reg;
    assign m_axis_tvalid = valid_reg;
    assign m_axis_tdata  = word_reg;
    always @(posedge clk) begin
        if (room) begin
            if (second_reg) word_reg <= mark_reg ? {8'd0, step[47:24]} : {step[23:0], fraction};
            else word_reg <= mark ? 32'hffffffff : address;
        end
        if (moves) begin
            mark_reg <= mark;
            hit_reg  <= ((address ^ trigger_address) & trigger_mask) == 32'd0;
        end
        if (rst) begin
            valid_reg  <= 1'b0;
            second_reg <= 1'b0;
            epoch_reg  <= 24'd0;
        end else begin
            if (room) valid_reg <= s_axis_tvalid;
            if (moves) second_reg <= ~second_reg;
            if (moves & second_reg & mark_reg) epoch_reg <= step[47:24];
        end
    end
    // the address went out at least a clock before
    assign triggered      = s_axis_tvalid & s_axis_tready & hit_reg;
    assign triggered_step = step;
endmodule

`default_nettype wire
