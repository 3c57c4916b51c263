// qnm_sequencer: the clocks of a step, step after step.
//
//   a step is CYCLES clocks, numbered from 0; each part issues its rows at fixed clocks of it (qnm_issuer). While a part that wants to
//   issue cannot (room is low), or a stimulus word is wanted and none is there, the clock of the step stands still for all
//   parts. What is in flight moves on. Edges that events open are given out before clock 0 of the step passes: as long as one is
//   left (walk), the clock of the step stands still too. A run takes steps * CYCLES + those clocks + stall_count clocks.
//
// Parameters: CYCLES (at least 2), CYCLE_WIDTH (bits that hold CYCLES)
// Ports:      start    pulse while idle: run `steps` steps (0: without end)
//             pause    pulse: stop at the end of the running step
//             hold     level: no step begins; held: so it is, and nothing is in flight
//             restore  pulse while idle or held: `steps` is the number of steps that have ended,
//                      trace_phase how many of them since the last traced one
//             trace_interval  every how many steps a step is traced (0: never); stable two clocks before start and on
//             room     every part that wants to issue in this clock can;  busy  something is in flight or read back
//             walk     an edge that an event opened is left;  walking: it is given out in this clock;  walked: none is left, clock 0 passes
//             advance  clock number `cycle` of the step passes;  step_end: it is the last one
//             fresh    no step has ended since reset;  traced: this step is traced
//             running  steps are being issued;  idle  nothing is issued and nothing is in flight
//             step_count steps ended; cycle_count clocks in `running`; stall_count those of them that waited
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_sequencer #(
    parameter integer CYCLES      = 2,
    parameter integer CYCLE_WIDTH = 1
) (
    input  wire                   clk,
    input  wire                   rst,
    // control
    input  wire                   start,
    input  wire [47:0]            steps,
    input  wire                   pause,
    input  wire                   hold,
    input  wire                   restore,
    input  wire [31:0]            trace_phase,
    input  wire [31:0]            trace_interval,
    // what the parts say
    input  wire                   room,
    input  wire                   busy,
    input  wire                   walk,
    // stimulus
    input  wire                   stimulus_wanted,
    input  wire                   stimulus_valid,
    output wire                   stimulus_ready,
    // into the parts
    output wire                   walking,
    output wire                   walked,
    output wire                   advance,
    output wire                   step_end,
    output wire [CYCLE_WIDTH-1:0] cycle,
    output wire                   fresh,
    output wire                   traced,
    // status
    output wire                   running,
    output wire                   idle,
    output wire                   held,
    output wire [47:0]            step_count,
    output wire [47:0]            cycle_count,
    output wire [47:0]            stall_count
);
    localparam integer           BEFORE_LAST_CYCLE = CYCLES - 2;
    localparam [CYCLE_WIDTH-1:0] BEFORE_LAST       = BEFORE_LAST_CYCLE[CYCLE_WIDTH-1:0];

    reg                   running_reg;
    reg                   stop_reg;
    reg                   fresh_reg;
    reg                   endless_reg;
    reg                   final_reg;
    reg                   traced_reg;
    reg                   due_reg;
    reg                   begun_reg;
    reg                   last_reg;
    reg                   first_reg;
    reg [CYCLE_WIDTH-1:0] cycle_reg;
    reg [47:0]            remaining_reg;
    reg [31:0]            place_reg;
    reg [31:0]            after_reg;   // place_reg + 1
    reg [47:0]            step_reg;
    reg [47:0]            cycles_reg;
    reg [47:0]            stalls_reg;

    wire waits = hold & ~begun_reg;
    wire ready = running_reg & room & ~waits;

    assign walking        = ready & first_reg & walk;
    assign walked         = advance & first_reg;
    assign advance        = ready & ~walking & (stimulus_valid | ~stimulus_wanted);
    assign stimulus_ready = ready & ~walking & stimulus_wanted;
    assign step_end       = advance & last_reg;
    assign cycle          = cycle_reg;
    assign fresh          = fresh_reg;
    assign traced         = traced_reg;

    // place_reg: which one after the last traced step the running one is, from 1. Compared a clock early: a step takes two clocks at
    // least, so they are in time. due_reg: the next step is traced.
    wire [31:0] place_next = traced_reg ? 32'd1 : after_reg;
    wire        due_next   = traced_reg ? (trace_interval == 32'd1) : (after_reg >= trace_interval);
    wire        due        = (trace_interval != 32'd0) & (running_reg ? due_next : (place_reg >= trace_interval));
    always @(posedge clk) begin
        final_reg <= ~endless_reg & (remaining_reg == 48'd1);
        due_reg   <= due;
        if (~running_reg) traced_reg <= due;
        else if (step_end) traced_reg <= due_reg;
    end

    always @(posedge clk) begin
        if (rst) begin
            running_reg   <= 1'b0;
            stop_reg      <= 1'b0;
            fresh_reg     <= 1'b1;
            endless_reg   <= 1'b0;
            last_reg      <= 1'b0;
            first_reg     <= 1'b1;
            begun_reg     <= 1'b0;
            cycle_reg     <= {CYCLE_WIDTH{1'b0}};
            remaining_reg <= 48'd0;
            place_reg     <= 32'd1;
            after_reg     <= 32'd2;
            step_reg      <= 48'd0;
            cycles_reg    <= 48'd0;
            stalls_reg    <= 48'd0;
        end else if (running_reg) begin
            cycles_reg <= cycles_reg + 48'd1;
            if (~advance & ~walking) stalls_reg <= stalls_reg + 48'd1;
            if (advance) begin
                cycle_reg <= last_reg ? {CYCLE_WIDTH{1'b0}} : cycle_reg + 1'b1;
                last_reg  <= cycle_reg == BEFORE_LAST;
                first_reg <= last_reg;
                begun_reg <= ~last_reg;
            end
            if (walking) begun_reg <= 1'b1;
            if (pause) stop_reg <= 1'b1;
            if (waits & (pause | stop_reg)) begin
                running_reg <= 1'b0;
                stop_reg    <= 1'b0;
            end
            if (step_end) begin
                fresh_reg     <= 1'b0;
                remaining_reg <= remaining_reg - 48'd1;
                place_reg     <= place_next;
                after_reg     <= traced_reg ? 32'd2 : after_reg + 32'd1;
                step_reg      <= step_reg + 48'd1;
                running_reg   <= ~(final_reg | stop_reg | pause);
                stop_reg      <= 1'b0;
            end
        end else if (start & idle) begin
            running_reg   <= 1'b1;
            endless_reg   <= steps == 48'd0;
            remaining_reg <= steps;
        end
        if (~rst & restore) begin
            fresh_reg    <= 1'b0;
            place_reg    <= trace_phase + 32'd1;
            after_reg    <= trace_phase + 32'd2;
            step_reg     <= steps;
        end
    end

    assign running     = running_reg;
    assign idle        = ~running_reg & ~busy;
    assign held        = running_reg & waits & ~busy;
    assign step_count  = step_reg;
    assign cycle_count = cycles_reg;
    assign stall_count = stalls_reg;

`ifdef FORMAL
    // The next step is traced when as many have passed as trace_interval says: what is kept and compared side by side is that sum.
    reg  past_reg;
    initial past_reg = 1'b0;
    wire [31:0] place_seen = running_reg ? (traced_reg ? 32'd0 : place_reg) + 32'd1 : place_reg;
    always @(posedge clk) begin
        past_reg <= 1'b1;
        if (!past_reg) assume (rst);
        if (past_reg) begin
            assert (after_reg == place_reg + 32'd1);
            assert (due == (trace_interval != 32'd0 && place_seen >= trace_interval));
        end
    end
`endif
endmodule

`default_nettype wire
