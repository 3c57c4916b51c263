// qnm_issuer: issues the rows of a part into its lanes at its clocks of a step, and counts them out again.
//
//   a row is LANES instances, which enter the lanes in one clock: row r holds the instances r*LANES .. r*LANES + LANES-1
//   (fewer in the last one). The part issues row 0 .. ROWS-1, one a clock, from clock BEGIN of the step on.
//
// Parameters: ROWS, ROW_WIDTH (bits of a row's number), LANES, BEGIN, CYCLE_WIDTH (bits of the clock of the step)
//             LEAD      clocks from issue to enter
//             STORE     clocks from issue to store, at least LEAD + 3;  FLIGHT  clocks from issue to retire, at least STORE
// Ports:      advance, step_end, cycle, fresh, traced  of qnm_sequencer
//             wants    the next row is due in this clock;  first: it is row 0;  issue: it is issued
//             enter    the states of enter_row are read in this clock, the initial ones if enter_fresh
//             store    next states leave the lanes in this clock, and are written
//             restore  pulse while nothing is in flight: a row is stored that did not come through the lanes
//             renumber pulse while nothing is in flight: the next row that retires is one of step new_step
//             retire   events and flags leave the lanes in this clock; retire_instance: the first of the row; retire_step: number
//             of its step, from 0
//             busy     something is in flight
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_issuer #(
    parameter integer ROWS        = 1,
    parameter integer ROW_WIDTH   = 1,
    parameter integer LANES       = 1,
    parameter integer BEGIN       = 0,
    parameter integer CYCLE_WIDTH = 3,
    parameter integer LEAD        = 0,
    parameter integer STORE       = 3,
    parameter integer FLIGHT      = 3
) (
    input  wire                   clk,
    input  wire                   rst,
    // sequence
    input  wire                   advance,
    input  wire                   step_end,
    input  wire [CYCLE_WIDTH-1:0] cycle,
    input  wire                   fresh,
    input  wire                   traced,
    input  wire                   restore,
    input  wire                   renumber,
    input  wire [47:0]            new_step,
    // into the lanes
    output wire                   wants,
    output wire                   first,
    output wire                   issue,
    output wire [ROW_WIDTH-1:0]   issue_row,
    output wire                   issue_traced,
    output wire                   enter,
    output wire [ROW_WIDTH-1:0]   enter_row,
    output wire                   enter_fresh,
    // out of the lanes
    output wire                   store,
    output wire [ROW_WIDTH-1:0]   store_row,
    output wire                   retire,
    output reg  [23:0]            retire_instance,
    output wire                   retire_last,
    output wire                   retire_traced,
    output wire [47:0]            retire_step,
    output wire                   busy
);
    localparam integer            LAST_ROW      = ROWS - 1;
    localparam [ROW_WIDTH-1:0]    LAST          = LAST_ROW[ROW_WIDTH-1:0];
    localparam integer            LAST_FIRST    = LAST_ROW * LANES;
    // Only the bits that the first instance of a row has are counted: synthesis does not find that the others stay 0.
    localparam integer            FIRST_WIDTH   = LAST_FIRST > 0 ? $clog2(LAST_FIRST + 1) : 1;
    localparam [FIRST_WIDTH-1:0]  LAST_INSTANCE = LAST_FIRST[FIRST_WIDTH-1:0];
    localparam [FIRST_WIDTH-1:0]  STRIDE        = LANES[FIRST_WIDTH-1:0];
    localparam integer            FLIGHT_WIDTH  = $clog2(FLIGHT + 2);
    localparam [FLIGHT_WIDTH-1:0] FLIGHT_ONE    = 1;

    // Issue.
    reg                 active_reg;
    reg [ROW_WIDTH-1:0] row_reg;
    wire                begins;
    wire                last = row_reg == LAST;

    generate
        if (BEGIN == 0) begin : gen_first
            wire unused = &{1'b0, cycle};
            assign begins = step_end;
        end else begin : gen_later
            localparam integer           BEFORE_BEGIN = BEGIN - 1;
            localparam [CYCLE_WIDTH-1:0] BEFORE       = BEFORE_BEGIN[CYCLE_WIDTH-1:0];
            wire unused = step_end;
            assign begins = advance & (cycle == BEFORE);
        end
    endgenerate

    assign wants        = active_reg;
    assign first        = row_reg == {ROW_WIDTH{1'b0}};
    assign issue        = active_reg & advance;
    assign issue_row    = row_reg;
    assign issue_traced = issue & traced;

    always @(posedge clk) begin
        if (rst) begin
            active_reg <= BEGIN == 0;
            row_reg    <= {ROW_WIDTH{1'b0}};
        end else begin
            if (begins) active_reg <= 1'b1;
            else if (issue & last) active_reg <= 1'b0;
            if (issue) row_reg <= last ? {ROW_WIDTH{1'b0}} : row_reg + 1'b1;
        end
    end

    // Retire: rows leave in the order in which they entered, so that only their presence travels with them.
    reg [FLIGHT-1:0]       valid_reg;
    reg [FLIGHT-1:0]       traced_line_reg;
    reg [FLIGHT_WIDTH-1:0] in_flight_reg;
    reg [ROW_WIDTH-1:0]    store_row_reg;
    reg [FIRST_WIDTH-1:0]  retire_instance_reg;
    reg [47:0]             step_reg;

    always @(posedge clk) begin
        traced_line_reg <= {traced_line_reg[FLIGHT-2:0], issue_traced};
        if (rst) begin
            valid_reg           <= {FLIGHT{1'b0}};
            in_flight_reg       <= {FLIGHT_WIDTH{1'b0}};
            store_row_reg       <= {ROW_WIDTH{1'b0}};
            retire_instance_reg <= {FIRST_WIDTH{1'b0}};
            step_reg            <= 48'd0;
        end else begin
            valid_reg <= {valid_reg[FLIGHT-2:0], issue};
            if (issue & ~retire) in_flight_reg <= in_flight_reg + FLIGHT_ONE;
            if (retire & ~issue) in_flight_reg <= in_flight_reg - FLIGHT_ONE;
            if (store) store_row_reg <= (store_row_reg == LAST) ? {ROW_WIDTH{1'b0}} : store_row_reg + 1'b1;
            if (retire) begin
                retire_instance_reg <= retire_last ? {FIRST_WIDTH{1'b0}} : retire_instance_reg + STRIDE;
                if (retire_last) step_reg <= step_reg + 48'd1;
            end else if (renumber) step_reg <= new_step;
        end
    end

    generate
        if (LEAD == 0) begin : gen_at_once
            assign enter       = issue;
            assign enter_row   = row_reg;
            assign enter_fresh = fresh;
        end else begin : gen_lead
            assign enter = valid_reg[LEAD-1];
            // rows enter in the order in which they were issued: they are counted, only what is fresh travels with them
            reg [ROW_WIDTH-1:0] enter_row_reg;
            always @(posedge clk) begin
                if (rst) enter_row_reg <= {ROW_WIDTH{1'b0}};
                else if (enter) enter_row_reg <= (enter_row_reg == LAST) ? {ROW_WIDTH{1'b0}} : enter_row_reg + 1'b1;
            end
            assign enter_row = enter_row_reg;
            qnm_delay #(.WIDTH(1), .DEPTH(LEAD)) lead (.clk(clk), .a(fresh), .y(enter_fresh));
        end
    endgenerate

    assign store           = valid_reg[STORE-1] | restore;
    assign store_row       = store_row_reg;
    assign retire          = valid_reg[FLIGHT-1];
    assign retire_traced   = retire & traced_line_reg[FLIGHT-1];
    assign retire_last     = retire_instance_reg == LAST_INSTANCE;
    assign retire_step     = step_reg;
    assign busy            = in_flight_reg != {FLIGHT_WIDTH{1'b0}};
    always @* begin
        retire_instance                  = 24'd0;
        retire_instance[FIRST_WIDTH-1:0] = retire_instance_reg;
    end
endmodule

`default_nettype wire
