// qnm_sequencer: issues the instances of a population into a lane, step after step, and counts them out again.
//
//   a step issues instance 0 .. INSTANCES-1, one a clock, then waits GAP clocks so that the next step reads what this one
//   wrote: a step takes INSTANCES + GAP clocks, and one more for each clock in which an instance could not be issued
//
// Parameters: INSTANCES, INSTANCE_WIDTH (bits of its number), GAP, GAP_WIDTH (bits that hold GAP, at least 1)
//             STORE     clocks from issue to store, at least 3;  FLIGHT  clocks from issue to retire, at least STORE
//             STIMULUS  0 none, 1 one word a step, 2 one word an instance and step
// Ports:      start    pulse while idle: run `steps` steps (0: without end)
//             pause    pulse: stop at the end of the running step
//             trace_interval  every how many steps a step is traced (0: never); stable two clocks before start and on
//             running  steps are being issued;  idle  nothing is issued and nothing is in flight
//             issue    an instance enters the lane in this clock; issue_fresh: no step has ended since reset
//             store    its next states leave the lane in this clock, and are written
//             retire   its events and flags leave the lane in this clock; retire_step: number of its step, from 0
//             step_count steps completed; cycle_count clocks in `running`; stall_count those of them that waited for a
//             stimulus word or for room in a queue
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_sequencer #(
    parameter integer INSTANCES      = 1,
    parameter integer INSTANCE_WIDTH = 1,
    parameter integer GAP            = 1,
    parameter integer GAP_WIDTH      = 1,
    parameter integer STORE          = 3,
    parameter integer FLIGHT         = 3,
    parameter integer STIMULUS       = 0
) (
    input  wire                      clk,
    input  wire                      rst,
    // control
    input  wire                      start,
    input  wire [47:0]               steps,
    input  wire                      pause,
    input  wire [31:0]               trace_interval,
    // what an instance needs to be issued
    input  wire                      stimulus_valid,
    output wire                      stimulus_ready,
    input  wire                      event_credit,
    input  wire                      state_credit,
    // into the lane
    output wire                      issue,
    output wire [INSTANCE_WIDTH-1:0] issue_instance,
    output wire                      issue_fresh,
    output wire                      issue_traced,
    // out of the lane
    output wire                      store,
    output wire [INSTANCE_WIDTH-1:0] store_instance,
    output wire                      retire,
    output wire [INSTANCE_WIDTH-1:0] retire_instance,
    output wire                      retire_last,
    output wire                      retire_traced,
    output wire [47:0]               retire_step,
    // status
    output wire                      running,
    output wire                      idle,
    output wire [47:0]               step_count,
    output wire [47:0]               cycle_count,
    output wire [47:0]               stall_count
);
    localparam integer                  LAST_INSTANCE = INSTANCES - 1;
    localparam [INSTANCE_WIDTH-1:0]     LAST          = LAST_INSTANCE[INSTANCE_WIDTH-1:0];
    localparam integer                  FLIGHT_WIDTH  = $clog2(FLIGHT + 2);
    localparam [FLIGHT_WIDTH-1:0]       FLIGHT_ONE    = 1;

    reg                      running_reg;
    reg                      stop_reg;
    reg                      fresh_reg;
    reg                      endless_reg;
    reg                      final_reg;
    reg                      traced_reg;
    reg [47:0]               remaining_reg;
    reg [31:0]               untraced_reg;
    reg [INSTANCE_WIDTH-1:0] instance_reg;
    reg [47:0]               cycle_reg;
    reg [47:0]               stall_reg;

    // Issue.
    wire in_gap;
    wire wants_word = (STIMULUS == 2) || (STIMULUS == 1 && instance_reg == {INSTANCE_WIDTH{1'b0}});
    wire room       = event_credit & (state_credit | ~traced_reg);
    wire ready      = running_reg & ~in_gap & room;
    wire last       = instance_reg == LAST;
    wire step_end;

    assign issue          = ready & (stimulus_valid | ~wants_word);
    assign stimulus_ready = ready & wants_word;
    assign issue_instance = instance_reg;
    assign issue_fresh    = fresh_reg;
    assign issue_traced   = issue & traced_reg;

    generate
        if (GAP == 0) begin : gen_no_gap
            assign in_gap   = 1'b0;
            assign step_end = issue & last;
        end else begin : gen_gap
            localparam [GAP_WIDTH-1:0] WAIT = GAP[GAP_WIDTH-1:0];
            localparam [GAP_WIDTH-1:0] ONE  = 1;
            reg [GAP_WIDTH-1:0] gap_reg;
            assign in_gap   = gap_reg != {GAP_WIDTH{1'b0}};
            assign step_end = gap_reg == ONE;
            always @(posedge clk) begin
                if (rst) gap_reg <= {GAP_WIDTH{1'b0}};
                else if (in_gap) gap_reg <= gap_reg - 1'b1;
                else if (issue & last) gap_reg <= WAIT;
            end
        end
    endgenerate

    // Compared a clock early: a step takes four clocks at least, so they are in time. due_reg: the next step is traced.
    wire [31:0] untraced_next = traced_reg ? 32'd0 : untraced_reg + 32'd1;
    reg         due_reg;
    always @(posedge clk) begin
        final_reg <= ~endless_reg & (remaining_reg == 48'd1);
        due_reg   <= (trace_interval != 32'd0) & (untraced_next + 32'd1 >= trace_interval);
        if (~running_reg) traced_reg <= (trace_interval != 32'd0) & (untraced_reg + 32'd1 >= trace_interval);
        else if (step_end) traced_reg <= due_reg;
    end

    always @(posedge clk) begin
        if (rst) begin
            running_reg   <= 1'b0;
            stop_reg      <= 1'b0;
            fresh_reg     <= 1'b1;
            endless_reg   <= 1'b0;
            remaining_reg <= 48'd0;
            untraced_reg  <= 32'd0;
            instance_reg  <= {INSTANCE_WIDTH{1'b0}};
            cycle_reg     <= 48'd0;
            stall_reg     <= 48'd0;
        end else if (running_reg) begin
            cycle_reg <= cycle_reg + 48'd1;
            if (~in_gap & ~issue) stall_reg <= stall_reg + 48'd1;
            if (issue) instance_reg <= last ? {INSTANCE_WIDTH{1'b0}} : instance_reg + 1'b1;
            if (pause) stop_reg <= 1'b1;
            if (step_end) begin
                fresh_reg     <= 1'b0;
                remaining_reg <= remaining_reg - 48'd1;
                untraced_reg  <= untraced_next;
                running_reg   <= ~(final_reg | stop_reg | pause);
                stop_reg      <= 1'b0;
            end
        end else if (start & idle) begin
            running_reg   <= 1'b1;
            endless_reg   <= steps == 48'd0;
            remaining_reg <= steps;
        end
    end

    // Retire: instances leave in the order in which they entered, so that only their presence travels with them.
    reg [FLIGHT-1:0]         valid_reg;
    reg [FLIGHT-1:0]         traced_line_reg;
    reg [FLIGHT_WIDTH-1:0]   in_flight_reg;
    reg [INSTANCE_WIDTH-1:0] store_instance_reg;
    reg [INSTANCE_WIDTH-1:0] retire_instance_reg;
    reg [47:0]               step_reg;

    always @(posedge clk) begin
        traced_line_reg <= {traced_line_reg[FLIGHT-2:0], issue_traced};
        if (rst) begin
            valid_reg           <= {FLIGHT{1'b0}};
            in_flight_reg       <= {FLIGHT_WIDTH{1'b0}};
            store_instance_reg  <= {INSTANCE_WIDTH{1'b0}};
            retire_instance_reg <= {INSTANCE_WIDTH{1'b0}};
            step_reg            <= 48'd0;
        end else begin
            valid_reg <= {valid_reg[FLIGHT-2:0], issue};
            if (issue & ~retire) in_flight_reg <= in_flight_reg + FLIGHT_ONE;
            if (retire & ~issue) in_flight_reg <= in_flight_reg - FLIGHT_ONE;
            if (store) store_instance_reg <= (store_instance_reg == LAST) ? {INSTANCE_WIDTH{1'b0}} : store_instance_reg + 1'b1;
            if (retire) begin
                retire_instance_reg <= retire_last ? {INSTANCE_WIDTH{1'b0}} : retire_instance_reg + 1'b1;
                if (retire_last) step_reg <= step_reg + 48'd1;
            end
        end
    end

    assign store           = valid_reg[STORE-1];
    assign store_instance  = store_instance_reg;
    assign retire          = valid_reg[FLIGHT-1];
    assign retire_traced   = retire & traced_line_reg[FLIGHT-1];
    assign retire_instance = retire_instance_reg;
    assign retire_last     = retire_instance_reg == LAST;
    assign retire_step     = step_reg;

    assign running     = running_reg;
    assign idle        = ~running_reg & (in_flight_reg == {FLIGHT_WIDTH{1'b0}});
    assign step_count  = step_reg;
    assign cycle_count = cycle_reg;
    assign stall_count = stall_reg;
endmodule

`default_nettype wire
