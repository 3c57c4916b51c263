// qnm_not: the other boolean.
//
//   y = not a
//
// Latency: none.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_not (
    input  wire a,
    output wire y
);
    assign y = ~a;
endmodule

`default_nettype wire
