// qnm_crc32: one more byte into the CRC-32 of IEEE 802.3 (polynomial 0x04c11db7, bits reflected).
//
//   begin with 32'hffffffff; the check sum of a message is ~crc, sent low byte first; a message with its check sum behind it gives
//   32'hdebb20e3
//
// Latency:    none.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_crc32 (
    input  wire [31:0] crc,
    input  wire [7:0]  data,
    output reg  [31:0] next
);
    integer i;
    always @* begin
        next = crc ^ {24'd0, data};
        for (i = 0; i < 8; i = i + 1) next = {1'b0, next[31:1]} ^ (next[0] ? 32'hedb88320 : 32'd0);
    end
endmodule

`default_nettype wire
