// qnm_gaussian: a standard normal number of two random words, by the inverse of the distribution function.
//
//   octave  k = leading zeros of word0[30:0];  place f = word1[31:14];  segment = f[17:15];  d = f[14:0]
//   c2, c1, c0 = coefficients of octave k, segment (FILE: c2 in bits 10:0, c1 signed in 27:11, c0 in 49:28)
//   size = (c0 + (((c1 + (c2*d >> 15)) * d) >> 15) + 16) >> 5;   y = word0[31] ? -size : size, s18.14
//
//   Source of the segmentation: R. C. C. Cheung, D.-U. Lee, W. Luk, J. D. Villasenor, IEEE Trans. VLSI Syst. 15, 952 (2007),
//   doi:10.1109/TVLSI.2007.900748
//
// Parameters: FILE   256 words of 50 bits
// Ports:      enable all registers move; y belongs to the words of LATENCY enabled clocks before
// Latency:    8 enabled clocks.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_gaussian #(
    parameter FILE = "none.hex"
) (
    input  wire        clk,
    input  wire        enable,
    input  wire [31:0] word0,
    input  wire [31:0] word1,
    output wire [17:0] y
);
    // octave: 31 - the place of the highest one
    reg [4:0] octave;
    integer   i;
    always @* begin
        octave = 5'd31;
        for (i = 0; i < 31; i = i + 1) if (word0[i]) octave = 5'd30 - i[4:0];
    end

    reg [49:0] memory [0:255];
    initial $readmemh(FILE, memory);

    reg  [7:0]         address_1_reg;
    reg  [14:0]        d_1_reg, d_2_reg, d_3_reg, d_4_reg, d_5_reg;
    reg  [6:0]         sign_reg;
    reg  [49:0]        read_2_reg, read_3_reg;
    reg  [25:0]        square_4_reg;
    reg  [21:0]        c0_4_reg, c0_5_reg, c0_6_reg;
    reg  signed [16:0] c1_4_reg;
    reg  signed [17:0] slope_5_reg;
    reg  signed [33:0] product_6_reg;
    reg  [16:0]        size_7_reg;
    reg  [17:0]        y_reg;

    wire signed [17:0] c1_wide      = {c1_4_reg[16], c1_4_reg};
    wire signed [17:0] bend         = {7'd0, square_4_reg[25:15]};
    wire signed [33:0] slope_wide   = {{16{slope_5_reg[17]}}, slope_5_reg};
    wire signed [33:0] d_wide       = {19'd0, d_5_reg};
    wire signed [22:0] fall         = {{4{product_6_reg[33]}}, product_6_reg[33:15]};
    wire signed [22:0] total        = $signed({1'b0, c0_6_reg}) + fall + 23'sd16;
    wire        [17:0] size_wide    = {1'b0, size_7_reg};
    wire               unused       = &{1'b0, word1[13:0], square_4_reg[14:0], product_6_reg[14:0], total[22], total[4:0]};

    always @(posedge clk) begin
        if (enable) begin
            address_1_reg <= {octave, word1[31:29]};
            d_1_reg       <= word1[28:14];
            sign_reg      <= {sign_reg[5:0], word0[31]};
            read_2_reg    <= memory[address_1_reg];
            d_2_reg       <= d_1_reg;
            read_3_reg    <= read_2_reg;
            d_3_reg       <= d_2_reg;
            square_4_reg  <= {15'd0, read_3_reg[10:0]} * {11'd0, d_3_reg};
            c1_4_reg      <= read_3_reg[27:11];
            c0_4_reg      <= read_3_reg[49:28];
            d_4_reg       <= d_3_reg;
            slope_5_reg   <= c1_wide + bend;
            c0_5_reg      <= c0_4_reg;
            d_5_reg       <= d_4_reg;
            product_6_reg <= slope_wide * d_wide;
            c0_6_reg      <= c0_5_reg;
            size_7_reg    <= total[21:5];
            y_reg         <= sign_reg[6] ? -size_wide : size_wide;
        end
    end

    assign y = y_reg;
endmodule

`default_nettype wire
