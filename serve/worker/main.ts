/** The worker of the page: the compiler and the simulators, the same code as the command line. */
import { evaluators } from '../../cli/library/evaluators.ts';
import { type Compilation, compile, type FormName } from '../../compiler/pipeline.ts';
import { type Diagnostic, positionOf } from '../../dsl/index.ts';
import type { FromWorker, Problem, ToWorker } from '../protocol.ts';
import { pageFiles } from './files.ts';
import { hardwareOf } from './hardware.ts';
import { LiveRun } from './live-run.ts';
import { slidersOf } from './sliders.ts';

type RunRequest = Extract<ToWorker, { kind: 'run' }>;
/** Milliseconds of computing between two pictures. */
const slice = 22;

let request: RunRequest | null = null;
let live: LiveRun | null = null;
let paused = false;
let timer: ReturnType<typeof setTimeout> | null = null;
let began = 0;

const post = (message: FromWorker, transfer: Transferable[] = []): void => {
  (self as unknown as { postMessage(m: FromWorker, t: Transferable[]): void }).postMessage(message, transfer);
};

function compiled({ sources, experiment, set }: RunRequest, until: FormName): Compilation {
  return compile(
    { path: sources.path, text: sources.text },
    pageFiles(sources),
    { experiment, set, until },
    evaluators,
  );
}
function problemOf(d: Diagnostic, { sources }: RunRequest): Problem {
  const here = d.span.file === sources.path;
  return {
    code: d.code,
    severity: d.severity,
    message: d.message,
    help: d.help ?? null,
    from: here ? d.span.start : null,
    to: here ? d.span.end : null,
    line: here ? positionOf(sources.text, d.span.start).line : 0,
    file: d.span.file,
  };
}

function run(asked: RunRequest): void {
  request = asked;
  live = null;
  if (timer !== null) clearTimeout(timer);
  const { sources, id } = asked;
  const names = compile(
    { path: sources.path, text: sources.text },
    pageFiles(sources),
    { until: 'syntax' },
    evaluators,
  ).syntax;
  const experiments = (names?.declarations ?? []).flatMap((d) => (d.kind === 'experiment' ? [d.name.text] : []));
  const chosen =
    asked.experiment !== null && experiments.includes(asked.experiment) ? asked.experiment : (experiments[0] ?? null);
  request = { ...asked, experiment: chosen };
  const compilation = compiled(request, asked.model === 'fixed' ? 'fixed' : 'step');
  post({
    kind: 'checked',
    id,
    problems: compilation.diagnostics.map((d) => problemOf(d, asked)),
    experiments,
    experiment: chosen,
    sliders: slidersOf({ path: sources.path, text: sources.text }, chosen),
  });
  const [experiment] = compilation.experiments;
  if (!compilation.good || experiment === undefined || experiment.parts.length === 0) return;
  live = new LiveRun(experiment, asked.model, asked.cell);
  began = performance.now();
  post({ kind: 'begun', id, begun: live.begun });
  go();
}

function go(): void {
  timer = null;
  if (live === null || request === null || paused) return;
  const before = live.step;
  const start = performance.now();
  live.advance(slice);
  const spent = (performance.now() - start) / 1000;
  const { times, traces, maps, events } = live.watch.take();
  const rate = ((live.step - before) * live.begun.dt) / Math.max(spent, 1e-6);
  const buffers = [
    times.buffer,
    ...[...traces, ...maps].map(({ buffer }) => buffer),
    events.time.buffer,
    events.source.buffer,
    events.instance.buffer,
  ];
  post({ kind: 'frame', id: request.id, step: live.step, rate, times, traces, maps, events }, buffers as ArrayBuffer[]);
  if (live.done) {
    const { notes } = live;
    post({
      kind: 'done',
      id: request.id,
      measured: live.measured(),
      notes,
      seconds: (performance.now() - began) / 1000,
    });
  } else timer = setTimeout(go, 8);
}

function hardware(id: number): void {
  if (request === null) return;
  const asked = request;
  const compilation = compiled(asked, 'machine');
  const [experiment] = compilation.experiments;
  const found =
    compilation.good && experiment !== undefined && experiment.hardware !== null
      ? hardwareOf(experiment)
      : { sentence: '', tables: [] };
  post({ kind: 'hardware', id, ...found, problems: compilation.diagnostics.map((d) => problemOf(d, asked)) });
}

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  try {
    if (data.kind === 'run') run(data);
    else if (data.kind === 'hardware') hardware(data.id);
    else {
      paused = data.paused;
      if (!paused && timer === null && live !== null && !live.done) go();
    }
  } catch (error) {
    live = null;
    post({
      kind: 'broken',
      id: 'id' in data ? data.id : 0,
      message: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error),
    });
  }
};
