// qnm_pairs: the ends of edges that stand in order, counted: every pair of two populations, or of one.
//
//   In row r of lane LANE is edge r * STEP + LANE. Edges lie by their first end, those of one by their second end; of a sweep point by point:
//   ORDER 0  every first end with every second one
//         1  both in one population: with those behind it
//         2  both in one population: with all but itself
//   from, to: numbers of the instances at its ends. For ORDER 1 and 2 there is one lane.
//
// Parameters: FROM, TO instances at the ends (of one point), FROM_WIDTH, TO_WIDTH bits of their numbers (of all points, and one more)
//             STEP lanes of edges, at most TO; FIRST_FROM, FIRST_TO  ends of the edge in row 0
// Ports:      issue    the row is issued, the next one follows;  last: it is the last one, row 0 follows
// Latency:    2 from the row to from and to, as a memory of places has (qnm_rom).
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_pairs #(
    parameter integer ORDER      = 0,
    parameter integer FROM       = 1,
    parameter integer TO         = 1,
    parameter integer FROM_WIDTH = 1,
    parameter integer TO_WIDTH   = 1,
    parameter integer STEP       = 1,
    parameter integer FIRST_FROM = 0,
    parameter integer FIRST_TO   = 0
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  issue,
    input  wire                  last,
    output wire [FROM_WIDTH-1:0] from,
    output wire [TO_WIDTH-1:0]   to
);
    localparam integer              LAST_FROM_NUMBER = (ORDER == 1) ? FROM - 2 : FROM - 1;
    localparam integer              TO_STEP_NUMBER   = TO - STEP;
    localparam integer              TO_LAST_NUMBER   = TO - 1;
    localparam integer              POINT_TO_NUMBER  = (ORDER == 0) ? 0 : 1;
    localparam [FROM_WIDTH-1:0]     LAST_FROM        = LAST_FROM_NUMBER[FROM_WIDTH-1:0];
    localparam [FROM_WIDTH-1:0]     FROM_SIZE        = FROM[FROM_WIDTH-1:0];
    localparam [FROM_WIDTH-1:0]     FROM_ONE         = 1;
    localparam [FROM_WIDTH-1:0]     START_FROM       = FIRST_FROM[FROM_WIDTH-1:0];
    localparam [TO_WIDTH-1:0]       TO_STEP          = TO_STEP_NUMBER[TO_WIDTH-1:0];
    localparam [TO_WIDTH-1:0]       TO_LAST          = TO_LAST_NUMBER[TO_WIDTH-1:0];
    localparam [TO_WIDTH-1:0]       TO_SIZE          = TO[TO_WIDTH-1:0];
    localparam [TO_WIDTH-1:0]       STRIDE           = STEP[TO_WIDTH-1:0];
    localparam [TO_WIDTH-1:0]       START_TO         = FIRST_TO[TO_WIDTH-1:0];
    localparam [TO_WIDTH-1:0]       POINT_TO         = POINT_TO_NUMBER[TO_WIDTH-1:0];

    // Within a point, and where the point begins.
    reg [FROM_WIDTH-1:0] from_reg;
    reg [TO_WIDTH-1:0]   to_reg;
    reg [FROM_WIDTH-1:0] from_base_reg;
    reg [TO_WIDTH-1:0]   to_base_reg;

    wire                 ends_point = from_reg == LAST_FROM;
    wire                 wraps;
    wire [TO_WIDTH-1:0]  to_along;
    wire [TO_WIDTH-1:0]  to_wrapped;
    generate
        if (ORDER == 0) begin : gen_all
            assign wraps      = to_reg >= TO_STEP;
            assign to_along   = to_reg + STRIDE;
            assign to_wrapped = to_reg - TO_STEP;
        end else begin : gen_own
            // both ends are numbered alike
            wire [TO_WIDTH-1:0] from_here = from_reg;
            wire [TO_WIDTH-1:0] beside    = to_reg + STRIDE;
            if (ORDER == 1) begin : gen_behind
                assign wraps      = to_reg == TO_LAST;
                assign to_along   = beside;
                assign to_wrapped = from_here + STRIDE + STRIDE;
            end else begin : gen_others
                assign wraps      = (to_reg == TO_LAST) | (ends_point & (beside == TO_LAST));
                assign to_along   = (beside == from_here) ? beside + STRIDE : beside;
                assign to_wrapped = {TO_WIDTH{1'b0}};
            end
        end
    endgenerate

    always @(posedge clk) begin
        if (rst | (issue & last)) begin
            from_reg      <= START_FROM;
            to_reg        <= START_TO;
            from_base_reg <= {FROM_WIDTH{1'b0}};
            to_base_reg   <= {TO_WIDTH{1'b0}};
        end else if (issue) begin
            to_reg <= ~wraps ? to_along : (ends_point & ORDER != 0) ? POINT_TO : to_wrapped;
            if (wraps) from_reg <= ends_point ? {FROM_WIDTH{1'b0}} : from_reg + FROM_ONE;
            if (wraps & ends_point) begin
                from_base_reg <= from_base_reg + FROM_SIZE;
                to_base_reg   <= to_base_reg + TO_SIZE;
            end
        end
    end

    reg [FROM_WIDTH-1:0] from_1_reg;
    reg [FROM_WIDTH-1:0] from_2_reg;
    reg [TO_WIDTH-1:0]   to_1_reg;
    reg [TO_WIDTH-1:0]   to_2_reg;
    always @(posedge clk) begin
        from_1_reg <= from_base_reg + from_reg;
        to_1_reg   <= to_base_reg + to_reg;
        from_2_reg <= from_1_reg;
        to_2_reg   <= to_1_reg;
    end
    assign from = from_2_reg;
    assign to   = to_2_reg;
endmodule

`default_nettype wire
