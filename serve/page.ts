/** The page: editor at the left, sliders and pictures at the right, the worker behind. */
import { makeEditor } from './editor.ts';
import { History } from './history.ts';
import type { Begun, FromWorker, Model, Problem, Slider, Sources, ToWorker } from './protocol.ts';
import { makeSliders } from './sliders.ts';
import { makeSource, type SourceOfFiles } from './sources.ts';
import { makeViews } from './views.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [experimentBox, modelBox, pointBar, pauseButton, saveButton] = [
  element<HTMLSelectElement>('experiment'),
  element<HTMLSelectElement>('model'),
  element<HTMLInputElement>('point'),
  element<HTMLButtonElement>('pause'),
  element<HTMLButtonElement>('save'),
];
const status = element('status');

class Page {
  private readonly worker = new Worker('worker.js', { type: 'module' });
  private readonly editor = makeEditor(
    element('editor'),
    () => this.edited(),
    () => void this.save(),
  );
  private readonly sliders = makeSliders(element('sliders'), () => this.runSoon(60));
  private readonly views = makeViews(element('tabs'), element('views'), {
    lookAt: (cell) => {
      this.cell = cell;
      this.run();
    },
    hardware: () => this.send({ kind: 'hardware', id: this.id }),
  });
  private readonly files: SourceOfFiles;
  private sources: Sources;
  private id = 0;
  private cell = 0;
  /** What the sliders of the text before said: an edit may change or take away what they are of. */
  private set: readonly string[] = [];
  /** Of the run before. */
  private points = 0;
  private experiment: string | null = null;
  private history: History | null = null;
  private paused = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private drawing = false;

  constructor(files: SourceOfFiles, sources: Sources) {
    this.files = files;
    this.sources = sources;
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.take(data);
    experimentBox.onchange = () => {
      this.experiment = experimentBox.value;
      this.sliders.forget();
      this.run();
    };
    modelBox.onchange = () => this.run();
    pointBar.oninput = () => this.draw();
    pauseButton.onclick = () => this.pause(!this.paused);
    element('again').onclick = () => this.run();
    saveButton.hidden = files.save === null;
    saveButton.onclick = () => void this.save();
    window.addEventListener('resize', () => this.draw());
    this.open(sources);
  }
  open(sources: Sources): void {
    this.sources = sources;
    this.experiment = null;
    this.cell = 0;
    this.sliders.forget();
    element('file').textContent = sources.path;
    document.title = `${sources.path} · qnm`;
    this.editor.setText(sources.text);
    this.run();
  }
  private edited(): void {
    saveButton.textContent = 'Save';
    this.runSoon(250);
  }
  private runSoon(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), milliseconds);
  }
  private run(): void {
    clearTimeout(this.timer);
    this.id++;
    this.pause(false);
    say('compiling');
    const { path, others } = this.sources;
    const sources = { path, others, text: this.editor.text() };
    const model = modelBox.value as Model;
    this.set = this.sliders.settings();
    this.send({
      kind: 'run',
      id: this.id,
      sources,
      experiment: this.experiment,
      model,
      set: this.set,
      cell: this.cell,
    });
  }
  private pause(paused: boolean): void {
    this.paused = paused;
    pauseButton.textContent = paused ? 'Go on' : 'Pause';
    this.send({ kind: 'pause', paused });
  }
  private async save(): Promise<void> {
    const problem = (await this.files.save?.(this.editor.text())) ?? null;
    if (problem === null) saveButton.textContent = 'Saved';
    else say(problem, true);
  }
  private send(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private take(message: FromWorker): void {
    if (message.id !== this.id) return; // of a run that is no longer wanted
    switch (message.kind) {
      case 'checked':
        this.checked(message);
        break;
      case 'begun':
        this.begin(message.begun);
        break;
      case 'frame':
        this.history?.add(message);
        this.draw();
        break;
      case 'done': {
        const notes = message.notes.length === 0 ? '' : `; ${message.notes[0]}`;
        say(`${this.history?.begun.steps} steps in ${message.seconds.toFixed(2)} s${notes}`, message.notes.length > 0);
        this.views.done(message.measured);
        this.draw();
        break;
      }
      case 'hardware':
        this.views.hardware(message);
        break;
      case 'broken':
        say(`a defect of qnm: ${message.message.split('\n')[0]}`, true);
        break;
      default:
        message satisfies never;
    }
  }
  private begin(begun: Begun): void {
    this.history = new History(begun);
    const { points } = begun;
    element('point-box').hidden = points.length < 2;
    pointBar.max = String(points.length - 1);
    if (this.points !== points.length) pointBar.value = String(points.length >> 1); // in the middle of a sweep most happens
    this.points = points.length;
    this.views.begin(this.history);
    this.draw();
  }
  private checked({ problems, experiments, experiment, sliders }: Extract<FromWorker, { kind: 'checked' }>): void {
    this.sliders.show(sliders as Slider[]);
    if (this.sliders.settings().join() !== this.set.join()) {
      this.run();
      return;
    }
    this.editor.show(problems);
    this.listProblems(problems);
    this.editor.keepSight();
    this.experiment = experiment;
    experimentBox.replaceChildren(...experiments.map((name) => new Option(name, name, false, name === experiment)));
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    if (errors > 0) say(`${errors} error${errors === 1 ? '' : 's'}`, true);
    else if (experiment === null)
      say('no experiment to run: add one, such as  experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }');
  }
  private listProblems(problems: readonly Problem[]): void {
    const list = element('problems');
    list.replaceChildren(
      ...problems.map((problem) => {
        const [item, button, code, help] = [
          document.createElement('li'),
          document.createElement('button'),
          document.createElement('b'),
          document.createElement('small'),
        ];
        item.className = problem.severity;
        code.textContent = problem.code;
        help.textContent = problem.help ?? '';
        button.append(code, ` ${problem.line > 0 ? `line ${problem.line}` : problem.file}: ${problem.message}`, help);
        button.type = 'button';
        button.onclick = () => {
          if (problem.from !== null) this.editor.goTo(problem.from);
        };
        item.append(button);
        return item;
      }),
    );
  }
  /** At most once a picture of the screen. */
  private draw(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      const { history } = this;
      if (history === null) return;
      const point = Number(pointBar.value);
      element('point-text').textContent = history.begun.points[point] ?? '';
      this.views.draw(point, this.cell);
      if (history.step < history.begun.steps && history.step > 0)
        say(`${Math.round((100 * history.step) / history.begun.steps)} %, ${history.rate.toPrecision(2)} of real time`);
    });
  }
}
function say(text: string, bad = false): void {
  status.textContent = text;
  status.classList.toggle('bad', bad);
}

const files = await makeSource();
const page = new Page(files, files.first);
if (files.examples.length > 0) {
  const box = element<HTMLSelectElement>('examples');
  element('examples-box').hidden = false;
  box.replaceChildren(...files.examples.map(({ path }) => new Option(path, path, false, path === files.first.path)));
  box.onchange = () => page.open(files.examples.find(({ path }) => path === box.value)!);
}
