/** Whether a design fits a board, and what of it would: lanes, instances. */
import type { MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { type Board, type Resources, resourceNames, resourceText } from '../../sim/synth/board.ts';
import { grouped } from '../report/numbers.ts';
import { estimateNetwork } from './estimate.ts';

/** Resources of which more are needed than there are. */
export function exceeded(needs: Resources, board: Board): (keyof Resources)[] {
  return resourceNames.filter((name) => needs[name] > board.resources[name]);
}

/** "needs 12,034 LUT of 5,280 and 67 DSP of 8". */
export function excessText(needs: Resources, board: Board): string {
  const parts = exceeded(needs, board).map(
    (name) => `${grouped(Math.ceil(needs[name]))} ${resourceText[name]} of ${grouped(board.resources[name])}`,
  );
  return `it needs ${parts.join(' and ')}`;
}

/** Resource by resource. */
function each(of: (name: keyof Resources) => number): Resources {
  return { lut: of('lut'), ff: of('ff'), dsp: of('dsp'), bram: of('bram') };
}

/**
 * What would help, in a sentence: fewer lanes, fewer instances, or nothing but another board.
 * @param needs  what synthesis found, or the estimate itself
 * @param host   the share of it that every circuit has on the board: host interface, top
 */
export function fitAdvice(hardware: NetworkMachine, needs: Resources, host: Resources, board: Board): string {
  const whole = estimateNetwork(hardware);
  const fixed = each((name) => Math.min(host[name], needs[name]));
  // What the estimate gets wrong is the same for a smaller design of the same circuit.
  const sized = (smaller: NetworkMachine): Resources => {
    const estimate = estimateNetwork(smaller);
    return each((name) => {
      const scale = whole[name] > 0 ? (needs[name] - fixed[name]) / whole[name] : 1;
      return fixed[name] + estimate[name] * scale;
    });
  };
  const fits = (smaller: NetworkMachine): boolean => exceeded(sized(smaller), board).length === 0;
  const lanes = Math.max(...hardware.parts.map((part) => part.lanes));
  for (let fewer = lanes - 1; fewer >= 1; fewer--)
    if (fits(withSize(hardware, fewer, 1))) return `${fewer} lane${fewer === 1 ? '' : 's'} would fit: --lanes ${fewer}`;
  const population = hardware.parts.filter(({ fixed }) => fixed.step.edges === null);
  const instances = population.reduce((sum, part) => sum + part.instances, 0);
  let [good, bad] = [0, instances];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(withSize(hardware, 1, middle / instances))) good = middle;
    else bad = middle;
  }
  if (good > 0) return `of its ${grouped(instances)} instances, about ${grouped(good)} would fit`;
  return `not even one instance fits: ${onlyOne(sized(withSize(hardware, 1, 1 / instances)), fixed, board)}`;
}

/** What a single instance lacks, and whether the circuit or the host interface takes it. */
function onlyOne(one: Resources, host: Resources, board: Board): string {
  const parts = exceeded(one, board).map((name) => {
    const [all, own] = [Math.ceil(one[name]), Math.ceil(host[name])];
    const of = own > 0 ? `, ${grouped(own)} of them for the host interface` : '';
    return `${grouped(all)} ${resourceText[name]} of ${grouped(board.resources[name])}${of}`;
  });
  const alone = exceeded(host, board).length > 0;
  const help = alone ? 'take a larger board' : 'a larger tolerance makes narrower words, or take a larger board';
  return `it would need ${parts.join(' and ')}; ${help}`;
}

/** What a board's design needs beside the circuit itself. */
export function hostShare(all: Resources, core: Resources): Resources {
  return each((name) => Math.max(0, all[name] - core[name]));
}

/** The same circuit with so many lanes and a share of its instances. */
function withSize(hardware: NetworkMachine, lanes: number, share: number): NetworkMachine {
  const resize = (part: MachineForm): MachineForm => {
    const fewer = Math.min(part.lanes, lanes);
    const instances = Math.max(1, Math.round(part.instances * share));
    return {
      ...part,
      lanes: fewer,
      copies: Math.max(1, Math.round((part.copies * fewer) / part.lanes)),
      instances,
      rows: Math.ceil(instances / fewer),
    };
  };
  const scaled = (bits: number): number => Math.ceil(bits * share);
  return {
    ...hardware,
    parts: hardware.parts.map(resize),
    couplings: hardware.couplings.map((coupling) => ({
      ...coupling,
      memoryBits: {
        ends: scaled(coupling.memoryBits.ends),
        copies: scaled(coupling.memoryBits.copies),
        sums: scaled(coupling.memoryBits.sums),
        delays: scaled(coupling.memoryBits.delays),
      },
    })),
  };
}
