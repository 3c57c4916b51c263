/** What `npm run bench` is asked for. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Effort, Task } from './contender.ts';
import { others } from './contenders.ts';
import { cache } from './peers.ts';

export interface Asked {
  /** In the order in which they are run: what matters most first, in case the time does not reach. */
  readonly tasks: readonly Task[];
  /** Names of contenders beside the reference. */
  namesOf(task: Task): readonly string[];
  readonly effort: Effort;
  /** Sizes of the table of compiling, lanes of that of hardware. */
  readonly compiled: readonly number[];
  readonly lanes: readonly number[];
  readonly minutes: number;
  readonly json: string;
}

const usage = `npm run bench [-- OPTIONS] [-- WORDS]: speed on the reference circuits as ratios to plain C float64 (docs/bench.md)

  --quick             1 and 784 devices, one pair each, no large compiles
  --only NAME         only contenders whose name holds NAME; also those that run only when named. WORDS say the same
  --sizes 1,784       numbers of devices
  --circuit torus     or alone
  --seconds 60        of the wall for each cell of the table, what must be built or installed first apart
  --minutes 25        for everything; what is left over then is not run, and said
  --json FILE         all figures, written after each cell; otherwise ${cache}/bench.json`;

/** The arguments, or the end of the program with a line about them. */
export function asked(): Asked {
  const { values, positionals } = parsed({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      sizes: { type: 'string' },
      circuit: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      minutes: { type: 'string', default: '25' },
      json: { type: 'string', default: `${cache}/bench.json` },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const words = [...positionals, ...values.only].map((word) => word.toLowerCase());
  const { quick, circuit } = values;
  if (circuit !== undefined && circuit !== 'torus' && circuit !== 'alone') refuse(`there is no circuit ${circuit}`);
  const sizes = values.sizes?.split(',').map(number);
  const of = (each: Task['circuit'], usual: readonly number[]): Task[] =>
    circuit !== undefined && circuit !== each
      ? []
      : (sizes ?? usual).map((instances) => ({ circuit: each, instances }));
  const tasks = [
    ...of('torus', quick ? [784, 1] : [784, 1, 1_000_000, 10_000, 100]),
    ...of('alone', quick ? [784] : [784, 1]),
  ];
  const everything = words.length === 0;
  return {
    tasks,
    // peers that need long to be built are shown on the torus, unless somebody asks for them
    namesOf: (task) =>
      others
        .filter((each) =>
          everything
            ? !each.aside && !(task.circuit === 'alone' && each.torusOnly)
            : words.some((word) => each.name.toLowerCase().includes(word)),
        )
        .map(({ name }) => name),
    effort: { least: quick ? 0.1 : 0.25, pairs: quick ? 1 : 3, budget: number(values.seconds) },
    compiled: !everything ? [] : quick ? [784] : [784, 10_000, 100_000, 1_000_000].map(wholeRows),
    lanes: everything ? [1, 2, 4, 8, 14] : [],
    minutes: number(values.minutes),
    json: values.json,
  };
}
function parsed<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
function number(text: string): number {
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? value : refuse(`a number above 0 is needed, not ${text}`);
}
function refuse(message: string): never {
  process.stderr.write(`${message}\n\n${usage}\n`);
  process.exit(2);
}
/** The nearest number of instances that makes a square sheet. */
function wholeRows(instances: number): number {
  return Math.round(Math.sqrt(instances)) ** 2;
}
