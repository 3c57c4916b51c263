/** Trains: what the elements of an Input are in each step, from a CSV file. */

/** Values that are not 0, in the order of the file. */
export interface TrainEntry {
  /** The step, from 0, in which the element has the value; 0 in all that are not named. */
  readonly step: number;
  /** Number of the element, the last index fastest. */
  readonly index: number;
  readonly value: number;
  /** Name of the Input node; '' where the file does not say it. */
  readonly input: string;
  /** Line of the file, from 1. */
  readonly line: number;
}
/** What is wrong with a file, and in which line. */
export interface TrainProblem {
  readonly line: number;
  readonly message: string;
}

/** A line that counts steps has no more places than this. */
const LONGEST = 65_536;

/**
 * Reads columns `step`, `index`, and where they are there `value` (else 1) and `input`; other columns say nothing here, so that
 * `events.csv` of another run is a train too.
 */
export function readTrain(text: string): readonly TrainEntry[] | TrainProblem {
  const [head, ...rows] = text.split(/\r?\n/);
  const names = head!.split(',').map((name) => name.trim());
  const at = (name: string): number => names.indexOf(name);
  const missing = ['step', 'index'].find((name) => at(name) < 0);
  if (missing !== undefined) return { line: 1, message: `a column \`${missing}\` is missing: step,index,value` };
  const entries: TrainEntry[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const cells = row.split(',').map((cell) => cell.trim());
    const [step, index] = [whole(cells[at('step')]), whole(cells[at('index')])];
    const value = at('value') < 0 ? 1 : Number(cells[at('value')] || Number.NaN);
    const line = i + 2;
    if (step === null || index === null || !Number.isFinite(value))
      return { line, message: 'a step and an index are whole numbers from 0 on, a value is a number' };
    if (step > LONGEST) return { line, message: `a train has at most ${LONGEST} steps` };
    entries.push({ step, index, value, input: at('input') < 0 ? '' : (cells[at('input')] ?? ''), line });
  }
  return entries;
}
function whole(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+$/.test(cell) ? Number(cell) : null;
}

/**
 * The entries of each Input by its name.
 * @param inputs  the Inputs of the network with their sizes
 */
export function trainsOf(
  entries: readonly TrainEntry[],
  inputs: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly TrainEntry[]> | TrainProblem {
  const [only] = inputs.keys();
  const found = new Map<string, TrainEntry[]>();
  for (const entry of entries) {
    const input = entry.input !== '' ? entry.input : inputs.size === 1 ? only! : null;
    const names = [...inputs.keys()].join(', ');
    if (input === null) return { line: entry.line, message: `a column \`input\` says which Input is meant: ${names}` };
    const size = inputs.get(input);
    if (size === undefined) return { line: entry.line, message: `there is no Input \`${input}\`; there is ${names}` };
    if (entry.index >= size) return { line: entry.line, message: `\`${input}\` has ${size} elements, from 0 on` };
    found.set(input, [...(found.get(input) ?? []), entry]);
  }
  return found;
}

/** A train as what a line of places, each of which is 1 in one step, hands on to the elements. */
export interface Line {
  /** Places, at least one; place p is 1 in step p. */
  readonly places: number;
  /** What the elements are in step 0. */
  readonly start: readonly number[];
  /** `from,to,w`: a place hands on what an element is in the step after; null where nothing is to be handed on. */
  readonly edges: string | null;
}
export function lineOf(entries: readonly TrainEntry[], size: number): Line {
  const start = new Array<number>(size).fill(0);
  const sums = new Map<string, number>();
  let places = 1;
  for (const { step, index, value } of entries) {
    if (step === 0) start[index]! += value;
    else {
      const key = `${step - 1},${index}`;
      sums.set(key, (sums.get(key) ?? 0) + value);
      places = Math.max(places, step);
    }
  }
  const rows = [...sums].map(([ends, w]) => `${ends},${w}`);
  return { places, start, edges: rows.length === 0 ? null : `from,to,w\n${rows.join('\n')}\n` };
}
