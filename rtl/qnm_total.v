// qnm_total: the sum of several numbers, modulo 2^WIDTH.
//
//   y = the sum of the TERMS numbers of WIDTH bits in a
//
// Parameters: WIDTH, TERMS (at least 1)
// Latency:    ceil(log2 TERMS), at least 1: a register behind every level of a tree of adders.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_total #(
    parameter integer WIDTH = 8,
    parameter integer TERMS = 2
) (
    input  wire                   clk,
    input  wire [TERMS*WIDTH-1:0] a,
    output wire [WIDTH-1:0]       y
);
    localparam integer PAIRS = TERMS / 2;
    localparam integer HALF  = (TERMS + 1) / 2;

    generate
        if (TERMS == 1) begin : gen_one
            reg [WIDTH-1:0] y_reg;
            always @(posedge clk) y_reg <= a;
            assign y = y_reg;
        end else begin : gen_level
            reg [HALF*WIDTH-1:0] sums_reg;
            integer              i;
            always @(posedge clk) begin
                for (i = 0; i < PAIRS; i = i + 1)
                    sums_reg[i*WIDTH +: WIDTH] <= a[2*i*WIDTH +: WIDTH] + a[(2*i+1)*WIDTH +: WIDTH];
                if (PAIRS < HALF) sums_reg[(HALF-1)*WIDTH +: WIDTH] <= a[(TERMS-1)*WIDTH +: WIDTH];
            end
            if (HALF == 1) begin : gen_last
                assign y = sums_reg;
            end else begin : gen_more
                qnm_total #(.WIDTH(WIDTH), .TERMS(HALF)) more (.clk(clk), .a(sums_reg), .y(y));
            end
        end
    endgenerate
endmodule

`default_nettype wire
