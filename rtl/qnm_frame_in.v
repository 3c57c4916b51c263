// qnm_frame_in: frames out of serial bytes: COBS between zeros, with a CRC-32 at the end of each.
//
//   what is between two zeros is decoded (S. Cheshire, M. Baker, IEEE/ACM Trans. Netw. 7, 159 (1999)) and kept; when its check sum is
//   right, `good` goes up and the frame can be read until `release_frame`. Everything else is counted and forgotten.
//
// Parameters: DEPTH bytes of buffer (a power of two), DEPTH_BITS = log2 DEPTH
// Ports:      valid, data, broken  bytes as they come
//             good     a frame is there;  length: its bytes without the check sum
//             read_place, read_byte  a byte of it, one clock later
//             damaged  pulse: a frame was thrown away;  overrun: pulse: a byte came while a frame was waiting
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_frame_in #(
    parameter integer DEPTH      = 512,
    parameter integer DEPTH_BITS = 9
) (
    input  wire                  clk,
    input  wire                  rst,
    // bytes
    input  wire                  valid,
    input  wire [7:0]            data,
    input  wire                  broken,
    // frame
    output wire                  good,
    output wire [DEPTH_BITS:0]   length,
    input  wire                  release_frame,
    input  wire [DEPTH_BITS-1:0] read_place,
    output wire [7:0]            read_byte,
    // what went wrong
    output wire                  damaged,
    output wire                  overrun
);
    localparam [31:0]           RESIDUE = 32'hdebb20e3;
    localparam [DEPTH_BITS:0]   FULL    = DEPTH[DEPTH_BITS:0];
    localparam [DEPTH_BITS:0]   CHECK   = 4;

    // read while a frame is there, written while there is none
    (* no_rw_check *)
    reg [7:0] memory [0:DEPTH-1];
    reg [7:0] read_reg;

    reg                  good_reg;
    reg                  damaged_reg;
    reg                  overrun_reg;
    reg                  spoilt_reg;
    reg                  begun_reg;
    reg                  joined_reg;
    reg [7:0]            left_reg;
    reg                  none_left_reg; // left_reg is 0
    reg [DEPTH_BITS:0]   length_reg;
    reg [31:0]           crc_reg;
    wire [31:0]          crc_next;

    // a byte is looked at before it is used: zeros are told in a register
    reg                  came_reg;
    reg                  broke_reg;
    reg                  zero_reg;
    reg [7:0]            data_reg;
    always @(posedge clk) begin
        came_reg  <= valid & ~rst;
        broke_reg <= broken & ~rst;
        zero_reg  <= data == 8'd0;
        data_reg  <= data;
    end
    wire ends   = came_reg & zero_reg;
    wire code   = came_reg & ~zero_reg & none_left_reg;
    wire plain  = came_reg & ~zero_reg & ~none_left_reg;
    // a block that was cut short by a zero ends with it, unless it is the last one
    wire emits  = plain | (code & begun_reg & ~joined_reg);
    wire [7:0] emitted = plain ? data_reg : 8'd0;
    wire full   = length_reg == FULL;
    wire put    = emits & ~good_reg & ~full;
    wire right  = none_left_reg & (crc_reg == RESIDUE) & (length_reg >= CHECK);

    qnm_crc32 check (.crc(crc_reg), .data(emitted), .next(crc_next));

    always @(posedge clk) begin
        if (put) memory[length_reg[DEPTH_BITS-1:0]] <= emitted;
        read_reg <= memory[read_place];
    end

    always @(posedge clk) begin
        damaged_reg <= 1'b0;
        overrun_reg <= 1'b0;
        if (rst) begin
            good_reg   <= 1'b0;
            spoilt_reg <= 1'b0;
            begun_reg  <= 1'b0;
            joined_reg <= 1'b0;
            left_reg   <= 8'd0;
            length_reg <= {(DEPTH_BITS+1){1'b0}};
            crc_reg    <= 32'hffffffff;
            none_left_reg <= 1'b1;
        end else if (good_reg) begin
            // nothing may come now: what does is no frame from its beginning on
            if (ends) spoilt_reg <= 1'b0;
            else if (came_reg | broke_reg) begin
                spoilt_reg  <= 1'b1;
                overrun_reg <= 1'b1;
            end
            if (release_frame) begin
                good_reg   <= 1'b0;
                length_reg <= {(DEPTH_BITS+1){1'b0}};
            end
        end else if (ends) begin
            spoilt_reg  <= 1'b0;
            begun_reg   <= 1'b0;
            left_reg    <= 8'd0;
            none_left_reg <= 1'b1;
            crc_reg     <= 32'hffffffff;
            good_reg    <= begun_reg & ~spoilt_reg & right;
            damaged_reg <= spoilt_reg | (begun_reg & ~right);
            if (spoilt_reg | ~right) length_reg <= {(DEPTH_BITS+1){1'b0}};
        end else begin
            if (broke_reg | (emits & full)) spoilt_reg <= 1'b1;
            if (came_reg) begun_reg <= 1'b1;
            if (code) begin
                left_reg      <= data_reg - 8'd1;
                none_left_reg <= data_reg == 8'd1;
                joined_reg    <= data_reg == 8'hff;
            end
            if (plain) begin
                left_reg      <= left_reg - 8'd1;
                none_left_reg <= left_reg == 8'd1;
            end
            if (put) length_reg <= length_reg + 1'b1;
            if (emits) crc_reg <= crc_next;
        end
    end

    assign good      = good_reg;
    assign length    = length_reg - CHECK;
    assign read_byte = read_reg;
    assign damaged   = damaged_reg;
    assign overrun   = overrun_reg;

`ifdef FORMAL
    reg past_reg;
    initial past_reg = 1'b0;
    always @(posedge clk) begin
        past_reg <= 1'b1;
        if (!past_reg) assume (rst);
        if (past_reg) begin
            assert (length_reg <= FULL);
            assert (none_left_reg == (left_reg == 8'd0));
            if (good_reg) assert (length_reg >= 4);
        end
        if (past_reg && !rst && !$past(rst)) begin
            // a frame stays until it is released
            if ($past(good_reg && !release_frame)) assert (good_reg && $stable(length_reg));
            if ($past(!good_reg) && good_reg) assert ($past(ends) && $past(crc_reg) == RESIDUE);
            // a zero ends everything: the next frame begins anew
            if ($past(ends && !good_reg)) assert (!begun_reg && !spoilt_reg && left_reg == 0 && crc_reg == 32'hffffffff);
        end
    end
`endif
endmodule

`default_nettype wire
