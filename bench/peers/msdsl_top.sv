// Clock and reset of the model that msdsl writes: it takes them by name.
module top (input wire clk, input wire rst, output wire spike);
  neuristor device (.spike(spike));
endmodule
