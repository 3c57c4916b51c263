// qnm_power_on: holds a design in reset after power-on, while its clock is not there, and while a button is pressed.
//
//   reset falls 256 clocks after the last moment at which locked was 0 or button was 1
//
// Ports: locked, button may change at any time; reset is synchronous.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_power_on (
    input  wire clk,
    input  wire locked,
    input  wire button,
    output wire reset
);
    // the registers begin with 0 in every device: that is the reset of power-on
    reg [1:0] wanted_reg;
    reg [8:0] count_reg;
    initial begin
        wanted_reg = 2'b00;
        count_reg  = 9'd0;
    end

    always @(posedge clk) begin
        wanted_reg <= {wanted_reg[0], ~locked | button};
        if (wanted_reg[1]) count_reg <= 9'd0;
        else if (~count_reg[8]) count_reg <= count_reg + 9'd1;
    end

    assign reset = ~count_reg[8];
endmodule

`default_nettype wire
