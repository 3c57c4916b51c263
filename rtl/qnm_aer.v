// qnm_aer: events of a core as address events of 64 bits, with times that wrap.
//
//   s_axis  [7:0] fraction of dt / 256, [23:8] source, [47:24] instance, [95:48] step
//   m_axis  [31:0] address: source in 31:24, instance in 23:0;  [63:32] time: step[23:0] in 31:8, fraction in 7:0
//   Before the first event whose step[47:24] is not the one before (0 after reset) comes address 0xffffffff with that number as time.
//
// Ports:      triggered  pulse: an event whose address agrees with trigger_address in all bits of trigger_mask has left; its step
// Latency:    1.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_aer (
    input  wire        clk,
    input  wire        rst,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    input  wire [95:0] s_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready,
    output wire [63:0] m_axis_tdata,
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
    reg  [63:0] beat_reg;
    reg  [23:0] epoch_reg;
    reg         hit_reg;
    reg  [47:0] step_reg;
    wire        room = ~valid_reg | m_axis_tready;
    wire        wraps = step[47:24] != epoch_reg;
    wire        take = s_axis_tvalid & s_axis_tready;

    assign s_axis_tready = room & ~wraps;
    assign m_axis_tvalid = valid_reg;
    assign m_axis_tdata  = beat_reg;
    always @(posedge clk) begin
        step_reg <= step;
        if (room) beat_reg <= wraps ? {8'd0, step[47:24], 32'hffffffff} : {step[23:0], fraction, address};
        if (rst) begin
            valid_reg <= 1'b0;
            epoch_reg <= 24'd0;
            hit_reg   <= 1'b0;
        end else begin
            if (room) valid_reg <= s_axis_tvalid;
            if (room & s_axis_tvalid & wraps) epoch_reg <= step[47:24];
            hit_reg <= take & (((address ^ trigger_address) & trigger_mask) == 32'd0);
        end
    end
    assign triggered      = hit_reg;
    assign triggered_step = step_reg;
endmodule

`default_nettype wire
