// qnm_bridge: requests in frames to reads and writes of AXI4-Lite registers, and their outcome back in frames.
//
//   Request:  command, number, session (2 bytes), address (2 bytes), count (2 bytes), words of a write; low bytes first.
//   Reply:    command + 0x80, number, session, words of a read, outcome, 0, words done (2 bytes).
//   A request whose number is one above the last one's is carried out, one with the last number is not: its reply is sent again.
//   So a request whose reply got lost may be sent again, and happens once. docs/host.md has the commands and outcomes.
//
// Ports:      frame_*, read_*  of qnm_frame_in;  out_*, m_axis_*  of qnm_frame_out;  m_axi_*  AXI4-Lite, one access at a time
//             heard    pulse: a good frame came
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_bridge #(
    parameter integer ADDRESS_WIDTH = 12,
    parameter integer PLACE_BITS    = 9,
    parameter integer MOST_READ     = 256,
    parameter integer MOST_WRITTEN  = 64
) (
    input  wire                     clk,
    input  wire                     rst,
    output wire                     heard,
    // request
    input  wire                     frame_good,
    input  wire [PLACE_BITS:0]      frame_length,
    output wire                     frame_release,
    output wire [PLACE_BITS-1:0]    read_place,
    input  wire [7:0]               read_byte,
    // reply
    output wire                     out_start,
    output wire                     out_again,
    output wire                     out_number,
    output wire                     out_finish,
    input  wire                     out_idle,
    output wire                     m_axis_tvalid,
    input  wire                     m_axis_tready,
    output wire [7:0]               m_axis_tdata,
    // registers
    output wire                     m_axi_awvalid,
    input  wire                     m_axi_awready,
    output wire [ADDRESS_WIDTH-1:0] m_axi_awaddr,
    output wire                     m_axi_wvalid,
    input  wire                     m_axi_wready,
    output wire [31:0]              m_axi_wdata,
    output wire [3:0]               m_axi_wstrb,
    input  wire                     m_axi_bvalid,
    output wire                     m_axi_bready,
    input  wire [1:0]               m_axi_bresp,
    output wire                     m_axi_arvalid,
    input  wire                     m_axi_arready,
    output wire [ADDRESS_WIDTH-1:0] m_axi_araddr,
    input  wire                     m_axi_rvalid,
    output wire                     m_axi_rready,
    input  wire [31:0]              m_axi_rdata,
    input  wire [1:0]               m_axi_rresp
);
    localparam [7:0] HELLO      = 8'h01;
    localparam [7:0] READ       = 8'h02;
    localparam [7:0] READ_SAME  = 8'h03;
    localparam [7:0] WRITE      = 8'h04;
    localparam [7:0] WRITE_SAME = 8'h05;
    localparam [7:0] DRAIN      = 8'h06;

    localparam [7:0] DONE            = 8'd0;
    localparam [7:0] UNKNOWN_COMMAND = 8'd4;
    localparam [7:0] WRONG_LENGTH    = 8'd5;
    localparam [7:0] OTHER_SESSION   = 8'd6;
    localparam [7:0] WRONG_NUMBER    = 8'd7;

    localparam integer          COUNT_BITS  = $clog2(((MOST_READ > MOST_WRITTEN) ? MOST_READ : MOST_WRITTEN) + 1);
    localparam [COUNT_BITS-1:0] NONE        = {COUNT_BITS{1'b0}};
    localparam [COUNT_BITS-1:0] ONE         = 1;
    localparam [15:0]           READ_LIMIT  = MOST_READ[15:0];
    localparam [15:0]           WRITE_LIMIT = MOST_WRITTEN[15:0];

    localparam [3:0] IDLE   = 4'd0;  // waits for a frame
    localparam [3:0] GET    = 4'd1;  // four bytes of it into word_reg
    localparam [3:0] HEAD   = 4'd2;  // its first word
    localparam [3:0] PUT    = 4'd3;  // word_reg into the reply
    localparam [3:0] PLACE  = 4'd4;  // address and count
    localparam [3:0] NEXT   = 4'd5;  // another word, or the end
    localparam [3:0] ASK    = 4'd6;  // a read is under way
    localparam [3:0] TELL   = 4'd7;  // a write is under way
    localparam [3:0] FINISH = 4'd8;  // the reply is complete
    localparam [3:0] AGAIN  = 4'd9;  // an old reply is wanted
    localparam [3:0] SENT   = 4'd10; // the reply leaves

    reg [3:0]               state_reg;
    reg [3:0]               then_reg;     // where GET and PUT lead
    reg [2:0]               byte_reg;
    reg [31:0]              word_reg;
    reg [PLACE_BITS-1:0]    place_reg;
    reg                     level_reg;    // a level is being read
    reg                     level_low_reg;
    reg                     looked_reg;   // the word that is read has been there for a clock
    reg                     synced_reg;
    reg                     kept_reg;     // there is a reply that may be sent again
    reg                     number_reg;   // which frame of qnm_frame_out
    reg [15:0]              session_reg;
    reg [7:0]               last_reg;
    reg [7:0]               command_reg;
    reg [7:0]               outcome_reg;
    reg [15:0]              address_reg;
    reg [COUNT_BITS-1:0]    count_reg;
    reg [COUNT_BITS-1:0]    done_reg;
    reg                     address_open_reg;
    reg                     data_open_reg;
    reg                     ask_open_reg;
    reg                     start_reg;
    reg                     again_reg;
    reg                     release_reg;

    wire [7:0]  command = word_reg[7:0];
    wire [7:0]  number  = word_reg[15:8];
    wire [15:0] session = word_reg[31:16];
    wire        hello   = command == HELLO;
    wire        ours    = synced_reg & (session == session_reg);
    wire        known   = ours & (number == last_reg) & kept_reg;
    wire        follows = ours & (number == last_reg + 8'd1);

    wire        writes  = (command_reg == WRITE) | (command_reg == WRITE_SAME);
    wire        same    = (command_reg == READ_SAME) | (command_reg == WRITE_SAME) | (command_reg == DRAIN);
    wire        request = writes | same | (command_reg == READ);
    wire [15:0] count   = word_reg[31:16];
    wire [17:0] wanted  = 18'd8 + (writes ? {count, 2'd0} : 18'd0);
    wire [17:0] found   = { {(17-PLACE_BITS){1'b0}}, frame_length};
    // HEAD, PLACE and NEXT take two clocks (byte_reg 0, then 1): what they compare in the first one, they use in the second.
    reg         hello_reg;
    reg         ours_reg;
    reg         known_reg;
    reg         follows_reg;
    reg         fits_reg;
    reg         ends_reg;
    wire        ends    = (outcome_reg != DONE) | (done_reg == count_reg);
    wire        fits    = (found == wanted) & (count <= (writes ? WRITE_LIMIT : READ_LIMIT));
    wire        short_frame = frame_length < 4;
    wire        level_low   = ~|m_axi_rdata[31:COUNT_BITS] & (m_axi_rdata[COUNT_BITS-1:0] < count_reg);

    assign heard         = release_reg;
    assign frame_release = release_reg;
    assign read_place    = place_reg;
    assign out_start     = start_reg;
    assign out_again     = again_reg;
    assign out_number    = number_reg;
    assign out_finish    = (state_reg == FINISH) & m_axis_tready;
    assign m_axis_tvalid = state_reg == PUT;
    assign m_axis_tdata  = word_reg[7:0];
    assign m_axi_awvalid = address_open_reg;
    assign m_axi_awaddr  = address_reg[ADDRESS_WIDTH-1:0];
    assign m_axi_wvalid  = data_open_reg;
    assign m_axi_wdata   = word_reg;
    assign m_axi_wstrb   = 4'hf;
    assign m_axi_bready  = state_reg == TELL;
    assign m_axi_arvalid = ask_open_reg;
    assign m_axi_araddr  = address_reg[ADDRESS_WIDTH-1:0];
    assign m_axi_rready  = (state_reg == ASK) & looked_reg;
    wire unused = &{1'b0, address_reg};

    always @(posedge clk) begin
        start_reg   <= 1'b0;
        again_reg   <= 1'b0;
        release_reg <= 1'b0;
        hello_reg   <= hello;
        ours_reg    <= ours;
        known_reg   <= known;
        follows_reg <= follows;
        fits_reg    <= fits;
        ends_reg    <= ends;
        // a word is taken in the second clock: what it is compared with is known then
        looked_reg    <= (state_reg == ASK) & m_axi_rvalid & ~looked_reg;
        level_low_reg <= level_low;
        if (m_axi_awready) address_open_reg <= 1'b0;
        if (m_axi_wready) data_open_reg <= 1'b0;
        if (m_axi_arready) ask_open_reg <= 1'b0;
        case (state_reg)
            IDLE: begin
                place_reg <= {PLACE_BITS{1'b0}};
                byte_reg  <= 3'd0;
                then_reg  <= HEAD;
                level_reg <= 1'b0;
                done_reg  <= NONE;
                count_reg <= NONE;
                if (frame_good & ~release_reg) begin
                    if (short_frame) release_reg <= 1'b1;
                    else state_reg <= GET;
                end
            end
            GET: begin // a byte of the frame comes a clock behind its place
                place_reg <= (byte_reg == 3'd4) ? place_reg : place_reg + 1'b1;
                byte_reg  <= byte_reg + 3'd1;
                if (byte_reg != 3'd0) word_reg <= {read_byte, word_reg[31:8]};
                if (byte_reg == 3'd4) begin
                    byte_reg  <= 3'd0;
                    state_reg <= then_reg;
                end
            end
            HEAD: if (byte_reg == 3'd0) byte_reg <= 3'd1;
            else begin
                byte_reg    <= 3'd0;
                command_reg <= command;
                outcome_reg <= (hello_reg | follows_reg) ? DONE : ours_reg ? WRONG_NUMBER : OTHER_SESSION;
                number_reg  <= hello_reg | ~(follows_reg | known_reg);
                if (hello_reg) begin
                    synced_reg  <= 1'b1;
                    kept_reg    <= 1'b0;
                    session_reg <= session;
                    last_reg    <= number;
                end else if (follows_reg) begin
                    kept_reg <= 1'b1;
                    last_reg <= number;
                end
                word_reg[7] <= 1'b1;
                if (known_reg & ~hello_reg) state_reg <= AGAIN;
                else begin
                    start_reg <= 1'b1;
                    state_reg <= PUT;
                    then_reg  <= (hello_reg | ~follows_reg) ? NEXT : PLACE;
                end
            end
            PUT: begin // four bytes of a word
                if (m_axis_tready) begin
                    byte_reg <= byte_reg + 3'd1;
                    word_reg <= {8'd0, word_reg[31:8]};
                    if (byte_reg == 3'd3) begin
                        byte_reg  <= 3'd0;
                        state_reg <= (then_reg == PLACE) ? GET : then_reg;
                    end
                end
            end
            PLACE: if (byte_reg == 3'd0) byte_reg <= 3'd1;
            else begin
                byte_reg    <= 3'd0;
                address_reg <= word_reg[15:0];
                state_reg   <= NEXT;
                if (~request) outcome_reg <= UNKNOWN_COMMAND;
                else if (~fits_reg) outcome_reg <= WRONG_LENGTH;
                else begin
                    count_reg <= count[COUNT_BITS-1:0];
                    if (command_reg == DRAIN) begin
                        level_reg    <= 1'b1;
                        ask_open_reg <= 1'b1;
                        state_reg    <= ASK;
                    end
                end
            end
            NEXT: if (byte_reg == 3'd0) byte_reg <= 3'd1;
            else begin
                byte_reg <= 3'd0;
                if (ends_reg) begin
                    word_reg  <= { {(16-COUNT_BITS){1'b0}}, done_reg, 8'd0, outcome_reg};
                    then_reg  <= FINISH;
                    state_reg <= PUT;
                end else if (writes) begin
                    then_reg  <= TELL;
                    state_reg <= GET;
                end else begin
                    ask_open_reg <= 1'b1;
                    state_reg    <= ASK;
                end
            end
            ASK: if (m_axi_rvalid & looked_reg) begin
                then_reg    <= NEXT;
                state_reg   <= NEXT;
                outcome_reg <= {6'd0, m_axi_rresp};
                level_reg   <= 1'b0;
                if (m_axi_rresp == 2'd0) begin
                    word_reg <= m_axi_rdata;
                    if (level_reg) begin
                        count_reg   <= level_low_reg ? m_axi_rdata[COUNT_BITS-1:0] : count_reg;
                        address_reg <= address_reg + 16'd4;
                    end else begin
                        done_reg  <= done_reg + ONE;
                        state_reg <= PUT;
                        if (~same) address_reg <= address_reg + 16'd4;
                    end
                end
            end
            TELL: if (m_axi_bvalid) begin
                outcome_reg <= {6'd0, m_axi_bresp};
                state_reg   <= NEXT;
                if (m_axi_bresp == 2'd0) done_reg <= done_reg + ONE;
                if (~same) address_reg <= address_reg + 16'd4;
            end
            FINISH: if (m_axis_tready) begin
                release_reg <= 1'b1;
                state_reg   <= SENT;
            end
            AGAIN: begin
                again_reg   <= 1'b1;
                release_reg <= 1'b1;
                state_reg   <= SENT;
            end
            SENT: if (out_idle & ~release_reg & ~again_reg) state_reg <= IDLE;
            default: state_reg <= IDLE;
        endcase
        // the word of a write goes out as soon as it is there
        if (state_reg == GET && byte_reg == 3'd4 && then_reg == TELL) begin
            address_open_reg <= 1'b1;
            data_open_reg    <= 1'b1;
        end
        if (rst) begin
            state_reg        <= IDLE;
            synced_reg       <= 1'b0;
            kept_reg         <= 1'b0;
            address_open_reg <= 1'b0;
            data_open_reg    <= 1'b0;
            ask_open_reg     <= 1'b0;
            start_reg        <= 1'b0;
            again_reg        <= 1'b0;
            release_reg      <= 1'b0;
            looked_reg       <= 1'b0;
        end
    end

`ifdef FORMAL
    // Exactly once: registers are touched only in a frame whose number is one above the last, which then is the last; a frame with the
    // last number touches nothing, changes nothing and has the kept reply sent again. Bytes of frames are any bytes.
    reg       running;
    initial   running = 1'b0;
    reg       fresh_reg;    // the frame that is under way is a new request
    reg       answered_reg; // its reply was begun, or the kept one asked for
    reg       aw_reg;       // accepted by the registers, not answered yet
    reg       w_reg;
    reg       ar_reg;
    wire      aw = m_axi_awvalid & m_axi_awready;
    wire      w  = m_axi_wvalid & m_axi_wready;
    wire      ar = m_axi_arvalid & m_axi_arready;
    wire      b  = m_axi_bvalid & m_axi_bready;
    wire      r  = m_axi_rvalid & m_axi_rready;
    wire      at_head = state_reg == HEAD;
    wire      in_head = at_head && byte_reg != 3'd0;
    always @(posedge clk) begin
        running <= 1'b1;
        assume (rst == !running);
        // the registers answer what they accepted, once
        if (running) assume (!m_axi_bvalid || (aw_reg && w_reg));
        if (running) assume (!m_axi_rvalid || ar_reg);
        // and stand until they are taken
        if (running && !$past(rst) && $past(m_axi_rvalid && !m_axi_rready)) assume (m_axi_rvalid && $stable(m_axi_rdata) && $stable(m_axi_rresp));
        if (rst) begin
            {fresh_reg, answered_reg, aw_reg, w_reg, ar_reg} <= 5'd0;
        end else begin
            if (state_reg == IDLE) {fresh_reg, answered_reg} <= 2'd0;
            if (in_head) fresh_reg <= follows & ~hello;
            if (out_start | out_again) answered_reg <= 1'b1;
            aw_reg <= (aw_reg | aw) & ~b;
            w_reg  <= (w_reg | w) & ~b;
            ar_reg <= (ar_reg | ar) & ~r;
        end
        if (running && !rst) begin
            assert (state_reg <= SENT);
            if (state_reg == GET) assert (then_reg == HEAD || then_reg == PLACE || then_reg == TELL);
            if (state_reg == PUT) assert (then_reg == PLACE || then_reg == NEXT || then_reg == FINISH);
            // what was compared a clock before still holds
            if (in_head) assert ({hello_reg, ours_reg, known_reg, follows_reg} == {hello, ours, known, follows});
            if (state_reg == NEXT && byte_reg != 3'd0) assert (ends_reg == ends);
            if (looked_reg) assert (state_reg == ASK && (level_low_reg == level_low));
            if (state_reg == ASK || state_reg == TELL) assert (byte_reg == 3'd0);
            // nothing is asked of the registers but by a new request, one access at a time
            if (m_axi_awvalid | m_axi_wvalid | aw_reg | w_reg) assert (fresh_reg && state_reg == TELL && writes);
            if (m_axi_arvalid | ar_reg) assert (fresh_reg && state_reg == ASK && !writes);
            if (state_reg == TELL) assert (fresh_reg && (m_axi_awvalid != aw_reg) && (m_axi_wvalid != w_reg));
            if (state_reg == ASK) assert (fresh_reg && (m_axi_arvalid != ar_reg));
            if (state_reg == PLACE || (state_reg == GET && then_reg != HEAD) || (state_reg == PUT && then_reg == PLACE)) assert (fresh_reg);
            if (state_reg == PLACE || ((state_reg == GET || state_reg == PUT) && then_reg == PLACE)) assert (done_reg == NONE && count_reg == NONE);
            if (state_reg == IDLE || at_head || (state_reg == GET && then_reg == HEAD)) assert (!m_axi_arvalid && !m_axi_awvalid && !m_axi_wvalid);
            if (state_reg == NEXT && !fresh_reg) assert (outcome_reg != DONE || done_reg == count_reg);
            if (!fresh_reg && state_reg != IDLE) assert (done_reg == NONE && count_reg == NONE);
            if (state_reg == GET && then_reg == TELL) assert (writes);
            // no more words than were asked for
            assert (state_reg == IDLE || done_reg <= count_reg);
            if (level_reg && state_reg != IDLE) assert (state_reg == ASK && done_reg == NONE);
            if (state_reg == TELL || (state_reg == ASK && !level_reg) || (state_reg == GET && then_reg == TELL)) assert (done_reg < count_reg);
            // one reply to a frame, and one release
            if (out_start | out_again) assert (!answered_reg);
            if (state_reg != IDLE && !at_head && state_reg != AGAIN && !(state_reg == GET && then_reg == HEAD)) assert (answered_reg || out_start || out_again);
            if (at_head || state_reg == AGAIN || (state_reg == GET && then_reg == HEAD)) assert (!answered_reg && !fresh_reg && done_reg == NONE && count_reg == NONE);
            if (out_start) assert (state_reg == PUT);
            if (out_again) assert (state_reg == SENT);
        end
        if (running && !rst && !$past(rst)) begin
            if ($past(in_head && known && !hello)) assert (state_reg == AGAIN && !fresh_reg && !out_start);
            if ($past(state_reg == AGAIN)) assert (out_again && !out_start && number_reg == $past(number_reg));
            if (!$past(in_head)) assert ($stable(last_reg) && $stable(kept_reg) && $stable(session_reg) && $stable(synced_reg));
            if ($past(in_head && !hello && follows)) assert (fresh_reg && last_reg == $past(last_reg) + 8'd1 && !number_reg);
            if ($past(in_head && !hello && !follows)) assert (!fresh_reg && $stable(last_reg) && $stable(kept_reg));
            // the kept reply is frame 0: only a new request writes over it
            if (out_start && !number_reg) assert (fresh_reg);
            if (out_again) assert (!number_reg);
            if ($past(b)) assert (done_reg == $past(done_reg) + ($past(m_axi_bresp) == 2'd0));
        end
        cover (running && state_reg == FINISH && writes && done_reg == 2);
        cover (running && out_again);
    end
`endif
endmodule

`default_nettype wire
