// qnm_logic: gate on two booleans.
//
//   y = a and b (FUNCTION 0), a or b (1)
//
// Latency: none. Comparisons before and selections behind it are registered.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_logic #(
    parameter integer FUNCTION = 0
) (
    input  wire a,
    input  wire b,
    output wire y
);
    generate
        if (FUNCTION == 0) begin : gen_and
            assign y = a & b;
        end else begin : gen_or
            assign y = a | b;
        end
    endgenerate
endmodule

`default_nettype wire
