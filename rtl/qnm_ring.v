// qnm_ring: where the sums of the coming steps lie, one step behind the other, in a ring.
//
//   base = place of the first sum of the step for which edges entered two clocks before;  taken = place of the sum that is taken next
//
// Parameters: ROWS sums of a step, PLACES = ROWS * steps, ADDRESS_WIDTH (ceil(log2 PLACES), at least 1)
// Ports:      walked   pulse: no more edges enter for this step, those that enter from now on are of the next one
//             take     the sum at `taken` is taken; in every step each, in their order, behind `walked`
// Latency:    2 from walked to base, 1 from take to the next taken.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_ring #(
    parameter integer ROWS          = 1,
    parameter integer PLACES        = 2,
    parameter integer ADDRESS_WIDTH = 1
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire                     walked,
    input  wire                     take,
    output wire [ADDRESS_WIDTH-1:0] base,
    output wire [ADDRESS_WIDTH-1:0] taken
);
    localparam integer             LAST_STEP_PLACE = PLACES - ROWS;
    localparam integer             LAST_PLACE      = PLACES - 1;
    localparam [ADDRESS_WIDTH-1:0] LAST_STEP       = LAST_STEP_PLACE[ADDRESS_WIDTH-1:0];
    localparam [ADDRESS_WIDTH-1:0] LAST            = LAST_PLACE[ADDRESS_WIDTH-1:0];
    localparam [ADDRESS_WIDTH-1:0] STEP            = ROWS[ADDRESS_WIDTH-1:0];

    reg [ADDRESS_WIDTH-1:0] base_reg;
    reg [ADDRESS_WIDTH-1:0] base_1_reg;
    reg [ADDRESS_WIDTH-1:0] base_2_reg;
    reg [ADDRESS_WIDTH-1:0] taken_reg;
    always @(posedge clk) begin
        base_1_reg <= base_reg;
        base_2_reg <= base_1_reg;
        if (rst) begin
            base_reg  <= {ADDRESS_WIDTH{1'b0}};
            taken_reg <= {ADDRESS_WIDTH{1'b0}};
        end else begin
            if (walked) base_reg <= (base_reg == LAST_STEP) ? {ADDRESS_WIDTH{1'b0}} : base_reg + STEP;
            if (take) taken_reg <= (taken_reg == LAST) ? {ADDRESS_WIDTH{1'b0}} : taken_reg + 1'b1;
        end
    end
    assign base  = base_2_reg;
    assign taken = taken_reg;
endmodule

`default_nettype wire
