/** Legal and unique Verilog names from names of the `.qnm`. */

/** Words of IEEE 1364-2005 and of IEEE 1800 (many tools read every file as SystemVerilog). */
const reservedWords =
  `accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before
begin bind bins binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config
const constraint context continue cover covergroup coverpoint cross deassign default defparam design disable dist do edge
else end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup endinterface endmodule
endpackage endprimitive endprogram endproperty endsequence endspecify endtable endtask enum event eventually expect export
extends extern final first_match for force foreach forever fork forkjoin function generate genvar global highz0 highz1 if
iff ifnone ignore_bins illegal_bins implements implies import incdir include initial inout input inside instance int
integer interconnect interface intersect join join_any join_none large let liblist library local localparam logic longint
macromodule matches medium modport module nand negedge nettype new nexttime nmos nor noshowcancelled not notif0 notif1 null
or output package packed parameter pmos posedge primitive priority program property protected pull0 pull1 pulldown pullup
pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence rcmos real realtime ref reg reject_on release
repeat restrict return rnmos rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime s_until s_until_with scalared
sequence shortint shortreal showcancelled signed small soft solve specify specparam static step string strong strong0
strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged task this throughout time timeprecision
timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union unique unique0 unsigned until until_with
untyped use uwire var vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor
xor`.split(/\s+/);

/** Names that stand in the templates themselves. */
const templateNames = ['clk', 'rst', 'unused', 'lane', 'y', 'flag'];

/**
 * Hierarchical dots become `__`, other signs `_`, letters beyond ASCII their code (`τ` is `u3c4`): `X.Tp` is `X__Tp`.
 * Names that collide (in any case: some tools and file systems fold it) get a number.
 */
export function legalName(name: string): string {
  const parts = name.split('.').map((part) => {
    const ascii = [...part.normalize('NFC')].map((c) =>
      /[A-Za-z0-9_]/.test(c) ? c : c.codePointAt(0)! < 128 ? '_' : `u${c.codePointAt(0)!.toString(16)}`,
    );
    return ascii.join('').replace(/_+/g, '_').replace(/_$/, '');
  });
  const joined = parts.filter((part) => part !== '').join('__');
  const short = joined.length > 120 ? joined.slice(0, 120) : joined;
  return /^[A-Za-z]/.test(short) ? short : `n${short}`;
}

/** Hands out names, each once. */
export class NameSpace {
  private readonly taken = new Set<string>([...reservedWords, ...templateNames]);

  /** A name from the `.qnm`, made legal and unique. */
  take(wish: string): string {
    return this.takeLegal(legalName(wish));
  }
  /** A name that is legal already, made unique. */
  takeLegal(legal: string): string {
    let name = legal;
    for (let n = 2; this.taken.has(name.toLowerCase()); n++) name = `${legal}_${n}`;
    this.taken.add(name.toLowerCase());
    return name;
  }
}
