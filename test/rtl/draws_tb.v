// Words of qnm_threefry and numbers of qnm_gaussian for lines of VECTORS: key1 counter0 counter1 word0 word1, one a clock.
`default_nettype none

module draws_tb;
    parameter integer COUNT = 1;
    parameter [31:0]  KEY0  = 32'd0;

    reg          clk = 1'b0;
    reg  [159:0] vectors [0:COUNT-1];
    reg  [159:0] vector;
    wire [31:0]  word0;
    wire [31:0]  word1;
    wire [17:0]  y;
    integer      i;

    qnm_threefry #(.KEY0(KEY0)) threefry (
        .clk(clk), .enable(1'b1), .key1(vector[159:128]), .counter0(vector[127:96]), .counter1(vector[95:64]),
        .word0(word0), .word1(word1)
    );
    qnm_gaussian #(.FILE("gaussian.hex")) gaussian (
        .clk(clk), .enable(1'b1), .word0(vector[63:32]), .word1(vector[31:0]), .y(y)
    );

    initial begin
        $readmemh("vectors.hex", vectors);
        for (i = 0; i < COUNT + 24; i = i + 1) begin
            vector = vectors[(i < COUNT) ? i : 0];
            #1 clk = 1'b1;
            #1 clk = 1'b0;
            // what a register shows now was asked LATENCY - 1 rounds before
            if (i >= 15 && i - 15 < COUNT) $display("words %0d %h %h", i - 15, word0, word1);
            if (i >= 7 && i - 7 < COUNT) $display("normal %0d %h", i - 7, y);
        end
        $finish;
    end
endmodule

`default_nettype wire
