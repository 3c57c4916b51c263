// qnm_threefry: Threefry-2x32 with 20 rounds, a number for each address.
//
//   (word0, word1) = Threefry of counter (counter0, counter1) under key (KEY0, key1)
//
//   Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, SC'11, doi:10.1145/2063384.2063405
//
// Parameters: KEY0
// Ports:      enable  all registers move; the words belong to the address of LATENCY enabled clocks before
// Latency:    16 enabled clocks: one for the first key, then for each four rounds two, and one for a key. At most two additions in a clock.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_threefry #(
    parameter [31:0] KEY0 = 32'd0
) (
    input  wire        clk,
    input  wire        enable,
    input  wire [31:0] key1,
    input  wire [31:0] counter0,
    input  wire [31:0] counter1,
    output wire [31:0] word0,
    output wire [31:0] word1
);
    // what leaves each group of four rounds: the two words and the key that goes with them
    wire [31:0] x [0:5];
    wire [31:0] y [0:5];
    wire [31:0] k [0:5];

    reg [31:0] x_reg;
    reg [31:0] y_reg;
    reg [31:0] k_reg;
    always @(posedge clk) begin
        if (enable) begin
            x_reg <= counter0 + KEY0;
            y_reg <= counter1 + key1;
            k_reg <= key1;
        end
    end
    assign x[0] = x_reg;
    assign y[0] = y_reg;
    assign k[0] = k_reg;

    genvar g;
    generate
        for (g = 0; g < 5; g = g + 1) begin : gen_group
            qnm_threefry_group #(.KEY0(KEY0), .INJECTION(g + 1)) group (
                .clk(clk), .enable(enable),
                .x(x[g]), .y(y[g]), .k(k[g]),
                .x_out(x[g+1]), .y_out(y[g+1]), .k_out(k[g+1])
            );
        end
    endgenerate

    assign word0 = x[5];
    assign word1 = y[5];
    wire unused = &{1'b0, k[5]};
endmodule

`default_nettype wire
