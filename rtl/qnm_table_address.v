// qnm_table_address: segment and local coordinate of a piecewise polynomial table.
//
//   x       = a, clamped to [low, low + SPAN]
//   o       = x - low;  coarse interval c = o >> COARSE_SHIFT
//   segment = first(c) + top fine(c) bits of the low COARSE_SHIFT bits of o
//   local   = the remaining low bits of o, left-aligned to LOCAL_BITS (zeros put behind, or low bits dropped)
//
// Parameters: A_SIGNED, A_WIDTH  the input's integer;  LOW_CODE  low, two's complement in 64 bits;  SPAN, SPAN_WIDTH
//             COARSE_COUNT intervals of 2^COARSE_SHIFT codes. With one interval first = FIRST_SEGMENT and fine = FINE_BITS
//             are constants; with more, COARSE_FILE holds {first, fine} for each and FINE_BITS is the largest fine.
//             SEGMENTS, SEGMENT_WIDTH  number of segments, bits of segment
//             REGISTERS  which places hold a register (see qnm_register)
// Ports:      segment and local belong to the a of `latency` clocks before.
// Latency:    with all registers 2 with one coarse interval, else 5.
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_table_address #(
    parameter integer A_SIGNED      = 1,
    parameter integer A_WIDTH       = 8,
    parameter [63:0]  LOW_CODE      = 64'd0,
    parameter [63:0]  SPAN          = 64'd255,
    parameter integer SPAN_WIDTH    = 8,
    parameter integer COARSE_SHIFT  = 8,
    parameter integer COARSE_COUNT  = 1,
    parameter integer FINE_BITS     = 4,
    parameter integer FIRST_SEGMENT = 0,
    parameter integer SEGMENT_WIDTH = 4,
    parameter integer LOCAL_BITS    = 4,
    parameter         COARSE_FILE   = "none.hex",
    parameter [127:0] REGISTERS     = {128{1'b1}}
) (
    input  wire                     clk,
    input  wire [A_WIDTH-1:0]       a,
    output wire [SEGMENT_WIDTH-1:0] segment,
    output wire [LOCAL_BITS-1:0]    local_code
);
    // Width of a - low: both signed, one bit more for the difference.
    localparam integer D_WIDTH = ((A_WIDTH > SPAN_WIDTH) ? A_WIDTH : SPAN_WIDTH) + 2;
    localparam signed [D_WIDTH-1:0] LOW  = LOW_CODE[D_WIDTH-1:0];
    localparam signed [D_WIDTH-1:0] HIGH_OFFSET = {{(D_WIDTH-SPAN_WIDTH){1'b0}}, SPAN[SPAN_WIDTH-1:0]};
    // o split at COARSE_SHIFT, and room for the fine bits above the low part.
    localparam integer S_WIDTH = COARSE_SHIFT + ((COARSE_COUNT == 1) ? 0 : $clog2(COARSE_COUNT));
    localparam integer O_WIDTH = (SPAN_WIDTH > S_WIDTH) ? SPAN_WIDTH : S_WIDTH;
    localparam integer W_WIDTH = COARSE_SHIFT + FINE_BITS;

    wire signed [D_WIDTH-1:0] a_aligned;
    qnm_align #(.A_SIGNED(A_SIGNED), .A_WIDTH(A_WIDTH), .LEFT(0), .X_WIDTH(D_WIDTH)) align_a (.a(a), .x(a_aligned));

    // 0, 1: offset from the low end, clamped.
    wire signed [D_WIDTH-1:0]    distance = a_aligned - LOW;
    wire signed [D_WIDTH-1:0]    difference;
    wire        [SPAN_WIDTH-1:0] clamped = difference[D_WIDTH-1] ? {SPAN_WIDTH{1'b0}}
                                         : (difference > HIGH_OFFSET) ? SPAN[SPAN_WIDTH-1:0]
                                         : difference[SPAN_WIDTH-1:0];
    wire        [SPAN_WIDTH-1:0] offset_held;
    qnm_register #(.WIDTH(D_WIDTH), .PRESENT(REGISTERS[0])) register_0 (.clk(clk), .a(distance), .y(difference));
    qnm_register #(.WIDTH(SPAN_WIDTH), .PRESENT(REGISTERS[1])) register_1 (.clk(clk), .a(clamped), .y(offset_held));

    wire [O_WIDTH-1:0] offset;
    generate
        if (O_WIDTH == SPAN_WIDTH) begin : gen_offset
            assign offset = offset_held;
        end else begin : gen_offset_wide
            assign offset = {{(O_WIDTH-SPAN_WIDTH){1'b0}}, offset_held};
        end
    endgenerate

    // Moved up by the fine bits: above COARSE_SHIFT stands the fine index, below it the local coordinate.
    wire [W_WIDTH-1:0] moved;

    generate
        if (COARSE_COUNT == 1) begin : gen_uniform
            localparam [SEGMENT_WIDTH-1:0] FIRST = FIRST_SEGMENT[SEGMENT_WIDTH-1:0];
            wire [SEGMENT_WIDTH-1:0] fine;
            if (FINE_BITS == 0) begin : gen_one_segment
                assign moved = offset[COARSE_SHIFT-1:0];
                assign fine  = {SEGMENT_WIDTH{1'b0}};
            end else begin : gen_segments
                assign moved = {offset[COARSE_SHIFT-1:0], {FINE_BITS{1'b0}}};
                if (SEGMENT_WIDTH == FINE_BITS) begin : gen_fine
                    assign fine = moved[W_WIDTH-1:COARSE_SHIFT];
                end else if (SEGMENT_WIDTH > FINE_BITS) begin : gen_fine_wide
                    assign fine = {{(SEGMENT_WIDTH-FINE_BITS){1'b0}}, moved[W_WIDTH-1:COARSE_SHIFT]};
                end else begin : gen_fine_narrow
                    wire unused = &{1'b0, moved[W_WIDTH-1:COARSE_SHIFT+SEGMENT_WIDTH]};
                    assign fine = moved[COARSE_SHIFT+SEGMENT_WIDTH-1:COARSE_SHIFT];
                end
            end
            assign segment = FIRST + fine;
        end else begin : gen_stepped
            localparam integer COARSE_WIDTH = $clog2(COARSE_COUNT);
            localparam integer FINE_WIDTH   = (FINE_BITS == 0) ? 1 : $clog2(FINE_BITS + 1);
            wire [COARSE_WIDTH-1:0]              coarse = offset[COARSE_SHIFT +: COARSE_WIDTH];
            wire [SEGMENT_WIDTH+FINE_WIDTH-1:0] entry;
            wire [COARSE_SHIFT-1:0]              low_part;
            // 2, 3: first segment and fine bits of the interval.
            qnm_rom #(.WIDTH(SEGMENT_WIDTH+FINE_WIDTH), .DEPTH(COARSE_COUNT), .ADDRESS_WIDTH(COARSE_WIDTH),
                      .FILE(COARSE_FILE), .OUTPUT(REGISTERS[3])) coarse_rom (.clk(clk), .address(coarse), .y(entry));
            qnm_hold #(.WIDTH(COARSE_SHIFT), .PLACES(2), .REGISTERS(REGISTERS >> 2)) hold_low (
                .clk(clk), .a(offset[COARSE_SHIFT-1:0]), .y(low_part));
            // 4: one barrel shifter parts fine index and local coordinate; the sum of segment numbers follows it.
            wire [W_WIDTH-1:0] shifted;
            if (FINE_BITS == 0) begin : gen_coarse_only
                wire unused = &{1'b0, entry[FINE_WIDTH-1:0]};
                assign shifted = low_part;
            end else begin : gen_fine
                assign shifted = {{FINE_BITS{1'b0}}, low_part} << entry[FINE_WIDTH-1:0];
            end
            wire [SEGMENT_WIDTH-1:0] first;
            qnm_register #(.WIDTH(W_WIDTH), .PRESENT(REGISTERS[4])) register_4 (.clk(clk), .a(shifted), .y(moved));
            qnm_register #(.WIDTH(SEGMENT_WIDTH), .PRESENT(REGISTERS[4])) register_first (
                .clk(clk), .a(entry[SEGMENT_WIDTH+FINE_WIDTH-1:FINE_WIDTH]), .y(first));
            if (FINE_BITS == 0) begin : gen_no_fine
                assign segment = first;
            end else if (SEGMENT_WIDTH == FINE_BITS) begin : gen_sum
                assign segment = first + moved[W_WIDTH-1:COARSE_SHIFT];
            end else if (SEGMENT_WIDTH > FINE_BITS) begin : gen_sum_wide
                assign segment = first + {{(SEGMENT_WIDTH-FINE_BITS){1'b0}}, moved[W_WIDTH-1:COARSE_SHIFT]};
            end else begin : gen_sum_narrow
                wire unused = &{1'b0, moved[W_WIDTH-1:COARSE_SHIFT+SEGMENT_WIDTH]};
                assign segment = first + moved[COARSE_SHIFT+SEGMENT_WIDTH-1:COARSE_SHIFT];
            end
        end
    endgenerate

    generate
        if (LOCAL_BITS == COARSE_SHIFT) begin : gen_local
            assign local_code = moved[COARSE_SHIFT-1:0];
        end else if (LOCAL_BITS > COARSE_SHIFT) begin : gen_local_wide
            assign local_code = {moved[COARSE_SHIFT-1:0], {(LOCAL_BITS-COARSE_SHIFT){1'b0}}};
        end else begin : gen_local_narrow
            wire unused = &{1'b0, moved[COARSE_SHIFT-LOCAL_BITS-1:0]};
            assign local_code = moved[COARSE_SHIFT-1:COARSE_SHIFT-LOCAL_BITS];
        end
    endgenerate
endmodule

`default_nettype wire
