/** Netlists as yosys writes them with `write_json`: what is read or changed of them here. */
export interface NetlistCell {
  readonly type: string;
  /** Numbers as digits of base 2. */
  readonly parameters: Record<string, string>;
  readonly port_directions: Readonly<Record<string, string>>;
  /** Bits by port: numbers of nets, or the constants '0', '1', 'x', 'z'. */
  readonly connections: Record<string, readonly (number | string)[]>;
}
export interface Netlist {
  readonly modules: Readonly<Record<string, { readonly cells: Record<string, NetlistCell> }>>;
}
