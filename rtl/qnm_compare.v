// qnm_compare: comparison of two operands of any format, as real values.
//
//   y = a < b (RELATION 0), a <= b (1), a == b (2), exact
//
// Parameters: RELATION
//             A_, B_ SIGNED WIDTH FRACTION  the formats: value = integer * 2^-FRACTION
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      y, 1 bit, belongs to the a and b of one clock before.
// Latency:    with all registers 1.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_compare #(
    parameter integer RELATION   = 0,
    parameter integer A_SIGNED   = 1,
    parameter integer A_WIDTH    = 8,
    parameter integer A_FRACTION = 0,
    parameter integer B_SIGNED   = 1,
    parameter integer B_WIDTH    = 8,
    parameter integer B_FRACTION = 0,
    parameter [127:0] REGISTERS  = {128{1'b1}}
) (
    input  wire               clk,
    input  wire [A_WIDTH-1:0] a,
    input  wire [B_WIDTH-1:0] b,
    output wire               y
);
    localparam integer FRACTION = (A_FRACTION > B_FRACTION) ? A_FRACTION : B_FRACTION;
    localparam integer A_LEFT   = FRACTION - A_FRACTION;
    localparam integer B_LEFT   = FRACTION - B_FRACTION;
    localparam integer A_NEEDS  = A_WIDTH + A_LEFT + ((A_SIGNED != 0) ? 0 : 1);
    localparam integer B_NEEDS  = B_WIDTH + B_LEFT + ((B_SIGNED != 0) ? 0 : 1);
    localparam integer X_WIDTH  = (A_NEEDS > B_NEEDS) ? A_NEEDS : B_NEEDS;

    wire signed [X_WIDTH-1:0] a_aligned;
    wire signed [X_WIDTH-1:0] b_aligned;
    wire                      holds;

    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(A_LEFT), .X_WIDTH(X_WIDTH))
        align_a (.a(a), .x(a_aligned));
    qnm_align #(.A_SIGNED(B_SIGNED), .A_WIDTH(B_WIDTH), .LEFT(B_LEFT), .X_WIDTH(X_WIDTH))
        align_b (.a(b), .x(b_aligned));

    generate
        if (RELATION == 0) begin : gen_less
            assign holds = a_aligned < b_aligned;
        end else if (RELATION == 1) begin : gen_less_equal
            assign holds = a_aligned <= b_aligned;
        end else begin : gen_equal
            assign holds = a_aligned == b_aligned;
        end
    endgenerate

    qnm_register #(.WIDTH(1), .PRESENT(REGISTERS[0])) register (.clk(clk), .a(holds), .y(y));
endmodule

`default_nettype wire
