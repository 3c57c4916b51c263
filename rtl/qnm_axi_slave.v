// qnm_axi_slave: AXI4-Lite on one side, single reads and writes of registers on the other.
//
//   Address and data of a write may come in either order; one write and one read may be under way, independent of each other.
//   An address that is no multiple of 4 is answered with SLVERR and reaches no register; other answers come with the register's.
//
// Parameters: ADDRESS_WIDTH
// Ports:      s_axi_*       AXI4-Lite with 32 bits of data (ARM IHI 0022)
//             write_enable  pulse: the write happens in this clock; write_answer (0 OKAY, 2 SLVERR, 3 DECERR) says whether it did
//             read_fetch    pulse, in a clock before read_enable and in none with write_enable: the register at read_place is looked at
//             read_enable   pulse: read_data and read_answer belong to this clock
//             write_place, read_place are there, and stay, from a clock before write_enable and read_fetch on
//             ready         requests are taken while it is high
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module qnm_axi_slave #(
    parameter integer ADDRESS_WIDTH = 12
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire                     ready,
    // write address, data, answer
    input  wire                     s_axi_awvalid,
    output wire                     s_axi_awready,
    input  wire [ADDRESS_WIDTH-1:0] s_axi_awaddr,
    input  wire                     s_axi_wvalid,
    output wire                     s_axi_wready,
    input  wire [31:0]              s_axi_wdata,
    input  wire [3:0]               s_axi_wstrb,
    output wire                     s_axi_bvalid,
    input  wire                     s_axi_bready,
    output wire [1:0]               s_axi_bresp,
    // read address, data
    input  wire                     s_axi_arvalid,
    output wire                     s_axi_arready,
    input  wire [ADDRESS_WIDTH-1:0] s_axi_araddr,
    output wire                     s_axi_rvalid,
    input  wire                     s_axi_rready,
    output wire [31:0]              s_axi_rdata,
    output wire [1:0]               s_axi_rresp,
    // registers
    output wire                     write_enable,
    output wire [ADDRESS_WIDTH-3:0] write_place,
    output wire [31:0]              write_data,
    output wire [3:0]               write_strobe,
    input  wire [1:0]               write_answer,
    output wire                     read_fetch,
    output wire                     read_enable,
    output wire [ADDRESS_WIDTH-3:0] read_place,
    input  wire [31:0]              read_data,
    input  wire [1:0]               read_answer
);
    localparam [1:0] SLVERR = 2'd2;

    reg                     address_reg;
    reg                     data_reg;
    reg                     both_reg;
    reg                     answer_reg;
    reg [ADDRESS_WIDTH-1:0] awaddr_reg;
    reg [31:0]              wdata_reg;
    reg [3:0]               wstrb_reg;
    reg [1:0]               bresp_reg;

    assign s_axi_awready = ~address_reg & ready;
    assign s_axi_wready  = ~data_reg & ready;
    assign s_axi_bvalid  = answer_reg;
    assign s_axi_bresp   = bresp_reg;

    wire write         = both_reg & ~answer_reg;
    wire write_aligned = awaddr_reg[1:0] == 2'd0;
    assign write_enable = write & write_aligned;
    assign write_place  = awaddr_reg[ADDRESS_WIDTH-1:2];
    assign write_data   = wdata_reg;
    assign write_strobe = wstrb_reg;

    always @(posedge clk) begin
        if (~address_reg) awaddr_reg <= s_axi_awaddr;
        if (~data_reg) begin
            wdata_reg <= s_axi_wdata;
            wstrb_reg <= s_axi_wstrb;
        end
        if (write) bresp_reg <= write_aligned ? write_answer : SLVERR;
        if (rst) begin
            address_reg <= 1'b0;
            data_reg    <= 1'b0;
            both_reg    <= 1'b0;
            answer_reg  <= 1'b0;
        end else begin
            both_reg    <= address_reg & data_reg & ~write;
            address_reg <= (address_reg | (s_axi_awvalid & ready)) & ~write;
            data_reg    <= (data_reg | (s_axi_wvalid & ready)) & ~write;
            answer_reg  <= write | (answer_reg & ~s_axi_bready);
        end
    end

    reg                     asked_reg;
    reg                     known_reg;
    reg                     fetched_reg;
    reg                     valid_reg;
    reg [ADDRESS_WIDTH-1:0] araddr_reg;
    reg [31:0]              rdata_reg;
    reg [1:0]               rresp_reg;

    assign s_axi_arready = ~asked_reg & ready;
    assign s_axi_rvalid  = valid_reg;
    assign s_axi_rdata   = rdata_reg;
    assign s_axi_rresp   = rresp_reg;

    // a memory is read a clock before, and not while it is written
    wire fetch        = known_reg & ~fetched_reg & ~write;
    wire read         = fetched_reg & ~valid_reg;
    wire read_aligned = araddr_reg[1:0] == 2'd0;
    assign read_fetch  = fetch & read_aligned;
    assign read_enable = read & read_aligned;
    assign read_place  = araddr_reg[ADDRESS_WIDTH-1:2];

    always @(posedge clk) begin
        if (~asked_reg) araddr_reg <= s_axi_araddr;
        if (read) begin
            rdata_reg <= read_aligned ? read_data : 32'd0;
            rresp_reg <= read_aligned ? read_answer : SLVERR;
        end
        if (rst) begin
            asked_reg   <= 1'b0;
            known_reg   <= 1'b0;
            fetched_reg <= 1'b0;
            valid_reg   <= 1'b0;
        end else begin
            asked_reg   <= (asked_reg | (s_axi_arvalid & ready)) & ~read;
            known_reg   <= asked_reg & ~read;
            fetched_reg <= fetch | (fetched_reg & ~read);
            valid_reg   <= read | (valid_reg & ~s_axi_rready);
        end
    end

`ifdef FORMAL
    // Answers wait unchanged for their reader; there is one for each request, none without.
    reg past_reg;
    initial past_reg = 1'b0;
    always @(posedge clk) past_reg <= 1'b1;
    reg [3:0] addresses_reg;
    reg [3:0] datas_reg;
    reg [3:0] asks_reg;
    always @(posedge clk) begin
        if (rst) begin
            addresses_reg <= 4'd0;
            datas_reg     <= 4'd0;
            asks_reg      <= 4'd0;
        end else begin
            addresses_reg <= addresses_reg + (s_axi_awvalid & s_axi_awready) - (s_axi_bvalid & s_axi_bready);
            datas_reg     <= datas_reg + (s_axi_wvalid & s_axi_wready) - (s_axi_bvalid & s_axi_bready);
            asks_reg      <= asks_reg + (s_axi_arvalid & s_axi_arready) - (s_axi_rvalid & s_axi_rready);
        end
        if (!past_reg) assume (rst);
        if (past_reg && !rst) begin
            assert (addresses_reg == address_reg + answer_reg);
            assert (datas_reg == data_reg + answer_reg);
            assert (asks_reg == asked_reg + valid_reg);
            if (both_reg) assert (address_reg && data_reg);
            if (known_reg) assert (asked_reg);
            if (fetched_reg) assert (known_reg);
            // places are there a clock before they are used, so that what depends on them can wait in registers
            if (write_enable) assert ($stable(write_place));
            if (read_fetch) assert ($stable(read_place));
            if (read_enable) assert ($past(read_fetch) || $past(fetched_reg));
            if (read_fetch) assert (!write_enable && !read_enable);
            if (s_axi_bvalid) assert (addresses_reg != 0 && datas_reg != 0);
            if (s_axi_rvalid) assert (asks_reg != 0);
            if (s_axi_bvalid) assert (bresp_reg != 2'd1 || $past(write_answer) == 2'd1 || !$past(write));
        end
        if (past_reg && !rst && !$past(rst)) begin
            if ($past(s_axi_bvalid && !s_axi_bready)) assert (s_axi_bvalid && $stable(s_axi_bresp));
            if ($past(s_axi_rvalid && !s_axi_rready)) assert (s_axi_rvalid && $stable(s_axi_rdata) && $stable(s_axi_rresp));
            if (write_enable) assert (write_aligned);
            if ($past(write && !write_aligned)) assert (s_axi_bresp == SLVERR);
            if ($past(read && !read_aligned)) assert (s_axi_rresp == SLVERR && s_axi_rdata == 32'd0);
            if ($past(!ready)) assert (!$past(s_axi_awready || s_axi_wready || s_axi_arready));
            if (read_enable) assert ($stable(read_place));
            if ($past(write_enable)) assert (s_axi_bvalid && s_axi_bresp == $past(write_answer));
            if ($past(read_enable)) assert (s_axi_rvalid && s_axi_rdata == $past(read_data) && s_axi_rresp == $past(read_answer));
        end
        cover (past_reg && !rst && write_enable && read_enable);
    end
`endif
endmodule

`default_nettype wire
