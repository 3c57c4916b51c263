/** A FuseSoC core description (CAPI=2) beside the Verilog, for single circuits and for networks. */
import type { FileAccess } from '../../dsl/index.ts';
import type { EmittedFile } from '../machine/form.ts';
import { render } from '../render.ts';

export interface CoreDescription {
  readonly experiment: string;
  /** Steps that the bench runs unless told otherwise. */
  readonly steps: number;
  /** Stimulus words in hexadecimal, in the order in which the core takes them; empty without stimuli. */
  readonly stimulus: readonly string[];
}

/**
 * The description, and the stimulus of its bench.
 * @param emitted  the files of `emitVerilog`, beside which these are written
 */
export function exportFusesoc(
  { experiment, steps, stimulus }: CoreDescription,
  emitted: readonly EmittedFile[],
  files: FileAccess,
  options: { readonly version: string },
): EmittedFile[] {
  const paths = emitted.map(({ path }) => path);
  const bench = paths.find((path) => path.endsWith('_tb.v'));
  const list = emitted.find(({ path }) => path === 'files.f');
  if (list === undefined || bench === undefined) throw new Error(`${experiment} has no bench or no list of files`);
  const circuit = bench.slice(0, -'_tb.v'.length);
  const sources = list.text.split('\n').filter((line) => line !== '');
  const view = {
    version: options.version,
    circuit,
    experiment,
    vlnv: `::${circuit}:${options.version}`,
    sources,
    images: paths.filter((path) => path.endsWith('.hex')),
    bench,
    core: `${circuit}_core`,
    tb: `${circuit}_tb`,
    steps,
    stimulus: stimulus.length > 0,
  };
  const core = { path: `${circuit}.core`, text: render(files, 'fusesoc.core', view) };
  return stimulus.length > 0
    ? [core, { path: 'stimulus.txt', text: stimulus.map((word) => `${word}\n`).join('') }]
    : [core];
}
