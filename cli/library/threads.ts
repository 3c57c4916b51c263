/** Threads that make the steps of a large array together with this one (`simulate --threads`). */
import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { StepNetwork } from '../../compiler/step/form.ts';
import type { Team } from '../../sim/network/index.ts';

/** Instances and steps of instances from which threads win back their meetings and their start. A bit-exact step is the shorter one. */
const pays = { float64: 20_000, fixed: 50_000, deviceSteps: 1e7 } as const;

/**
 * How many threads pay for a run: 1, or all cores. Edges count for a quarter of a device.
 * @param steps of the run
 */
export function threadsFor(model: 'float64' | 'fixed', network: StepNetwork, steps: number): number {
  const instances = network.reduce(
    (sum, { edges, population }) => sum + population.instances * (edges === null ? 1 : 0.25),
    0,
  );
  return instances >= pays[model] && instances * steps >= pays.deviceSteps ? availableParallelism() : 1;
}

/** Threads that wait for jobs; they end with the process, or with `end`. */
export interface StartedTeam extends Team {
  /** Whether they were given anything to do: not every engine knows threads. */
  readonly isUsed: boolean;
  end(): Promise<void>;
}
/** Starts all members but this thread. @throws when a thread cannot start */
export async function startTeam(size: number): Promise<StartedTeam> {
  const members = await Promise.all(Array.from({ length: size - 1 }, startMember));
  let isUsed = false;
  return {
    size,
    get isUsed() {
      return isUsed;
    },
    begin(jobs) {
      isUsed = true;
      for (const [k, { worker }] of members.entries()) worker.postMessage(jobs[k]);
    },
    receive: (member) => receiveMessageOnPort(members[member - 1]!.port)?.message,
    async end() {
      await Promise.all(members.map(({ worker }) => worker.terminate()));
    },
  };
}
function startMember(): Promise<{ readonly worker: Worker; readonly port: MessagePort }> {
  const { port1, port2 } = new MessageChannel();
  const options = { workerData: port2, transferList: [port2] };
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(readingSources('./thread.ts'), { ...options, eval: true, execArgv: [] })
    : new Worker(new URL('./thread.js', import.meta.url), options);
  return new Promise((resolve, reject) => {
    worker.once('message', () => {
      worker.unref();
      port1.unref();
      resolve({ worker, port: port1 });
    });
    worker.once('error', reject);
  });
}
/** What a thread runs that is to run a source: Node hands it nothing of what reads sources for this thread. */
function readingSources(script: string): string {
  const [reader, url] = [import.meta.resolve('tsx/esm/api'), new URL(script, import.meta.url).href];
  return `import('${reader}').then(({ register }) => { register(); return import('${url}'); });`;
}
