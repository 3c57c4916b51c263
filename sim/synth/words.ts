/** A path through a flattened netlist in the words of the circuit: which operations of which lines it goes through. */
import type { EmittedFile } from '../../compiler/machine/form.ts';
import type { PathStep } from './reports.ts';

/** Consecutive pieces of a path within one operation, or one module outside of the lanes. */
export interface NamedPiece {
  /** `v9 = v7 * v8`, or the place in the hierarchy. */
  readonly what: string;
  /** `mott.qnm:30`; null where no line of the file is meant. */
  readonly where: string | null;
  /** Nanoseconds of logic, and of the way to it. */
  readonly logic: number;
  readonly routing: number;
}

/** Names that yosys and nextpnr put behind those of the design. */
const made = /(?:_(?:TRELLIS|CCU2C|LUT[1-6]|PFUMX|L6MUX21|MULT18X18D|SB_|ALU|DFF|MUX2)|\$).*$/;

/**
 * @param path  as nextpnr tells it
 * @param files the Verilog that was synthesised
 * @param top   module at its top
 */
export function pathInWords(path: readonly PathStep[], files: readonly EmittedFile[], top: string): NamedPiece[] {
  const modules = new Map(files.filter((f) => f.path.endsWith('.v')).map((f) => [f.path.replace(/\.v$/, ''), f.text]));
  const pieces: NamedPiece[] = [];
  for (const step of path) {
    const named =
      nameOf(step.cell, modules, top) ??
      (pieces.at(-1) ? { what: pieces.at(-1)!.what, where: pieces.at(-1)!.where } : null);
    if (named === null) continue;
    const [logic, routing] = step.kind === 'routing' ? [0, step.delay] : [step.delay, 0];
    const last = pieces.at(-1);
    if (last && last.what === named.what)
      pieces[pieces.length - 1] = { ...last, logic: last.logic + logic, routing: last.routing + routing };
    else pieces.push({ ...named, logic, routing });
  }
  return pieces;
}

/** Walks down the instances of a name; null for cells that the tools made up. */
function nameOf(
  cell: string,
  modules: ReadonlyMap<string, string>,
  top: string,
): Pick<NamedPiece, 'what' | 'where'> | null {
  if (cell.startsWith('$')) return null;
  const names = cell.replace(made, '').split('.');
  let module = top;
  const way: string[] = [];
  for (const name of names) {
    const text = modules.get(module) ?? '';
    const inLane = module.endsWith('_lane');
    if (inLane) {
      const value = /^(.+?)__(?:op|line|flag|d\d+).*$/.exec(name)?.[1] ?? name;
      const said = commentOf(value, text);
      if (said !== null) return said;
    }
    const next = instantiated(name, text);
    if (next === null) {
      way.push(name);
      break;
    }
    way.push(name);
    module = next;
  }
  // The host and the core are on every way: what is below them tells more.
  const shown = way.filter((name) => name !== 'host' && name !== 'core').slice(0, 3);
  return { what: shown.join('.') || cell, where: null };
}

/** Module of an instance: `MODULE #(...) NAME (`. */
function instantiated(name: string, text: string): string | null {
  const escaped = name.replace(/[^\w]/g, '\\$&');
  const found = new RegExp(`^\\s*(\\w+)\\s*(?:#\\s*\\((?:[^;]*?)\\)\\s*)?${escaped}\\s*\\(`, 'm').exec(text);
  return found === null || found[1] === 'module' ? null : found[1]!;
}

/** The line above a declaration in a lane: `// mott.qnm:30  v7 = resize(v3)  s22.31  clock 3`. */
function commentOf(value: string, text: string): Pick<NamedPiece, 'what' | 'where'> | null {
  const escaped = value.replace(/[^\w]/g, '\\$&');
  const line = new RegExp(
    `^ *// (?:(\\S+:\\d+)  )?(${escaped} = .*?)(?:  [su]\\d+\\.-?\\d+)?(?:  clock \\d+)?$`,
    'm',
  ).exec(text);
  return line === null ? null : { what: line[2]!, where: line[1] ?? null };
}
