// qnm_frame_out: serial bytes of frames: check sum and COBS are added while a frame is put together; what was sent can be sent again.
//
//   Two frames are kept: number 0 in all but the last SMALL bytes of the buffer, number 1 in those. Each is sent as
//   0, its COBS bytes, 0.
//
// Parameters: DEPTH bytes of buffer (a power of two), DEPTH_BITS = log2 DEPTH, SMALL bytes for frame 1
// Ports:      start     pulse while idle: frame `number` begins anew
//             s_axis_*  its bytes;  finish: pulse while nothing is offered: it is complete, and is sent
//             again     pulse while idle: frame `number` is sent once more
//             idle      nothing is put together or sent
//             m_axis_*  to the serial line
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_frame_out #(
    parameter integer DEPTH      = 2048,
    parameter integer DEPTH_BITS = 11,
    parameter integer SMALL      = 64
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       start,
    input  wire       again,
    input  wire       number,
    input  wire       finish,
    output wire       idle,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    input  wire [7:0] s_axis_tdata,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready,
    output wire [7:0] m_axis_tdata
);
    localparam integer          SMALL_PLACE = DEPTH - SMALL;
    localparam [DEPTH_BITS-1:0] SECOND      = SMALL_PLACE[DEPTH_BITS-1:0];
    localparam [DEPTH_BITS-1:0] ZERO        = {DEPTH_BITS{1'b0}};
    localparam [DEPTH_BITS-1:0] ONE         = 1;

    localparam [2:0] IDLE  = 3'd0; // nothing to do
    localparam [2:0] OPEN  = 3'd1; // bytes come
    localparam [2:0] BLOCK = 3'd2; // a block of 254 bytes is full: its code is written
    localparam [2:0] CHECK = 3'd3; // the check sum follows
    localparam [2:0] CLOSE = 3'd4; // the code of the last block is written
    localparam [2:0] FETCH = 3'd5; // a byte is read
    localparam [2:0] SEND  = 3'd6; // it is offered
    localparam [2:0] FRAME = 3'd7; // a zero is offered, before or behind

    reg [2:0]            state_reg;
    reg                  number_reg;
    reg                  closing_reg;
    reg                  checking_reg;
    reg [1:0]            check_reg;
    reg [7:0]            code_reg;
    reg [DEPTH_BITS-1:0] code_place_reg;
    reg [DEPTH_BITS-1:0] place_reg;
    reg [DEPTH_BITS-1:0] end_0_reg;
    reg [DEPTH_BITS-1:0] end_1_reg;
    reg [31:0]           crc_reg;
    wire [31:0]          crc_next;

    // what is read counts in FETCH alone, where nothing is written
    (* no_rw_check *)
    reg [7:0]            memory [0:DEPTH-1];
    reg [7:0]            read_reg;

    wire       checking = state_reg == CHECK;
    wire       put      = (state_reg == OPEN & s_axis_tvalid) | checking;
    wire [7:0] byte_in  = checking ? ~crc_reg[7:0] : s_axis_tdata;
    wire       zero     = byte_in == 8'd0;
    wire       fills    = put & ~zero & (code_reg == 8'hfe);
    wire       patch    = (put & zero) | (state_reg == BLOCK) | (state_reg == CLOSE);
    wire [DEPTH_BITS-1:0] end_place = number_reg ? end_1_reg : end_0_reg;
    wire [DEPTH_BITS-1:0] first     = number ? SECOND : ZERO;

    qnm_crc32 check (.crc(crc_reg), .data(s_axis_tdata), .next(crc_next));

    always @(posedge clk) begin
        if (patch) memory[code_place_reg] <= code_reg;
        else if (put) memory[place_reg] <= byte_in;
        read_reg <= memory[place_reg];
    end

    always @(posedge clk) begin
        if (state_reg == IDLE) begin
            number_reg   <= number;
            place_reg    <= start ? first + ONE : first;
            code_reg     <= 8'd1;
            code_place_reg <= first;
            closing_reg  <= 1'b0;
            checking_reg <= 1'b0;
            check_reg    <= 2'd0;
            crc_reg      <= 32'hffffffff;
        end
        if (put) begin
            place_reg <= place_reg + ONE;
            code_reg  <= zero ? 8'd1 : code_reg + 8'd1;
            if (zero) code_place_reg <= place_reg;
            crc_reg   <= checking ? {8'd0, crc_reg[31:8]} : crc_next;
            if (checking) check_reg <= check_reg + 2'd1;
        end
        if (state_reg == BLOCK) begin
            code_place_reg <= place_reg;
            place_reg      <= place_reg + ONE;
            code_reg       <= 8'd1;
        end
        if (state_reg == OPEN & finish) checking_reg <= 1'b1;
        if (state_reg == CLOSE) begin
            if (number_reg) end_1_reg <= place_reg;
            else end_0_reg <= place_reg;
            place_reg <= number_reg ? SECOND : ZERO;
        end
        if (state_reg == SEND & m_axis_tready) place_reg <= place_reg + ONE;
        if (state_reg == FRAME & m_axis_tready) closing_reg <= 1'b1;
        if (rst) state_reg <= IDLE;
        else case (state_reg)
            IDLE: state_reg <= start ? OPEN : again ? FRAME : IDLE;
            OPEN: state_reg <= finish ? CHECK : fills ? BLOCK : OPEN;
            BLOCK: state_reg <= ~checking_reg ? OPEN : (check_reg == 2'd0) ? CLOSE : CHECK;
            CHECK: state_reg <= fills ? BLOCK : (check_reg == 2'd3) ? CLOSE : CHECK;
            CLOSE: state_reg <= FRAME;
            FRAME: if (m_axis_tready) state_reg <= closing_reg ? IDLE : FETCH;
            FETCH: state_reg <= (place_reg == end_place) ? FRAME : SEND;
            SEND: if (m_axis_tready) state_reg <= FETCH;
        endcase
    end

    assign idle          = state_reg == IDLE;
    assign s_axis_tready = state_reg == OPEN;
    assign m_axis_tvalid = (state_reg == SEND) | (state_reg == FRAME);
    assign m_axis_tdata  = (state_reg == SEND) ? read_reg : 8'd0;

`ifdef FORMAL
    reg past_reg;
    initial past_reg = 1'b0;
    always @(posedge clk) begin
        past_reg <= 1'b1;
        if (!past_reg) assume (rst);
        assume (!(finish && s_axis_tvalid) && !(start && again));
        if (past_reg && !rst && !$past(rst)) begin
            // an offered byte stays until it is taken
            if ($past(m_axis_tvalid && !m_axis_tready)) assert (m_axis_tvalid && $stable(m_axis_tdata));
            assert (code_reg != 8'd0);
            if (state_reg == OPEN || state_reg == CHECK) assert (code_reg != 8'hff);
            if (state_reg == BLOCK) assert (code_reg == 8'hff);
        end
    end
`endif
endmodule

`default_nettype wire
