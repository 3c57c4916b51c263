// qnm_ring_place: a place in a ring, so many places behind another.
//
//   y = (base + ahead) modulo PLACES
//
// Parameters: PLACES, ADDRESS_WIDTH (ceil(log2 PLACES), at least 1)
// Ports:      base and ahead below PLACES
// Latency:    1.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_ring_place #(
    parameter integer PLACES        = 2,
    parameter integer ADDRESS_WIDTH = 1
) (
    input  wire                     clk,
    input  wire [ADDRESS_WIDTH-1:0] base,
    input  wire [ADDRESS_WIDTH-1:0] ahead,
    output wire [ADDRESS_WIDTH-1:0] y
);
    localparam [ADDRESS_WIDTH:0] ALL = PLACES[ADDRESS_WIDTH:0];

    wire [ADDRESS_WIDTH:0] sum    = {1'b0, base} + {1'b0, ahead};
    wire [ADDRESS_WIDTH:0] round  = sum - ALL;
    reg  [ADDRESS_WIDTH-1:0] y_reg;
    wire unused = &{1'b0, sum[ADDRESS_WIDTH], round[ADDRESS_WIDTH]};
    always @(posedge clk) y_reg <= (sum < ALL) ? sum[ADDRESS_WIDTH-1:0] : round[ADDRESS_WIDTH-1:0];
    assign y = y_reg;
endmodule

`default_nettype wire
