/** The views at the right: traces, events, map, portrait, measures, numbers and hardware. */
import { drawMap, drawMeasures, drawPortrait, drawRaster, drawTraces } from './draw/pictures.ts';
import type { History, Track } from './history.ts';
import type { FromWorker, Measured, Table } from './protocol.ts';

const names = ['traces', 'events', 'map', 'portrait', 'measures', 'hardware'] as const;
type Name = (typeof names)[number];
const titles: Readonly<Record<Name, string>> = {
  traces: 'Traces',
  events: 'Spikes',
  map: 'Map',
  portrait: 'X–Y',
  measures: 'Measures',
  hardware: 'Numbers & hardware',
};

interface Asked {
  readonly lookAt: (cell: number) => void;
  readonly hardware: () => void;
}
export interface Views {
  begin(history: History): void;
  draw(point: number, cell: number): void;
  done(measured: Measured): void;
  hardware(message: Extract<FromWorker, { kind: 'hardware' }>): void;
}

export function makeViews(tabs: HTMLElement, parent: HTMLElement, asked: Asked): Views {
  return new PageViews(tabs, parent, asked);
}

class PageViews implements Views {
  private readonly asked: Asked;
  private readonly buttons = new Map<Name, HTMLButtonElement>();
  private readonly panels = new Map<Name, HTMLElement>();
  private readonly canvases = new Map<Name, HTMLCanvasElement>();
  private readonly choices = {
    x: document.createElement('select'),
    y: document.createElement('select'),
    map: document.createElement('select'),
  };
  private chosen: Name = 'traces';
  private history: History | null = null;
  private measured: Measured | null = null;
  private hit: ((x: number, y: number) => number | null) | null = null;
  private last = { point: 0, cell: 0 };

  constructor(tabs: HTMLElement, parent: HTMLElement, asked: Asked) {
    this.asked = asked;
    for (const name of names) {
      const [button, panel] = [document.createElement('button'), document.createElement('div')];
      button.textContent = titles[name];
      button.type = 'button';
      button.id = `tab-${name}`;
      button.setAttribute('role', 'tab');
      button.setAttribute('aria-controls', `view-${name}`);
      button.onclick = () => this.choose(name);
      panel.id = `view-${name}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', button.id);
      tabs.append(button);
      parent.append(panel);
      this.buttons.set(name, button);
      this.panels.set(name, panel);
      if (name === 'hardware') continue;
      const canvas = document.createElement('canvas');
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', titles[name]);
      panel.append(canvas);
      this.canvases.set(name, canvas);
    }
    tabs.onkeydown = ({ key }) => this.move(key);
    this.bars();
    this.canvases.get('map')!.onclick = ({ offsetX, offsetY }) => {
      const cell = this.hit?.(offsetX, offsetY) ?? null;
      if (cell !== null) asked.lookAt(cell);
    };
    this.choose('traces');
  }
  private bars(): void {
    const bar = (name: Name, ...labels: readonly (readonly [string, HTMLSelectElement])[]): void => {
      const row = document.createElement('div');
      row.className = 'view-bar';
      for (const [text, select] of labels) {
        const box = document.createElement('label');
        box.append(text, select);
        select.onchange = () => this.draw(this.last.point, this.last.cell);
        row.append(box);
      }
      this.panels.get(name)!.prepend(row);
    };
    bar('portrait', ['across', this.choices.x], ['up', this.choices.y]);
    bar('map', ['shown', this.choices.map]);
  }
  /** Arrow keys go from tab to tab. */
  private move(key: string): void {
    const shown = names.filter((name) => !this.buttons.get(name)!.hidden);
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = shown[(shown.indexOf(this.chosen) + step + shown.length) % shown.length]!;
    this.choose(next);
    this.buttons.get(next)!.focus();
  }
  private choose(name: Name): void {
    this.chosen = name;
    for (const each of names) {
      const selected = each === name;
      this.buttons.get(each)!.setAttribute('aria-selected', String(selected));
      this.buttons.get(each)!.tabIndex = selected ? 0 : -1;
      this.panels.get(each)!.hidden = !selected;
    }
    if (name === 'hardware' && this.panels.get('hardware')!.childElementCount === 0) this.askHardware();
    this.draw(this.last.point, this.last.cell);
  }
  private askHardware(): void {
    this.panels.get('hardware')!.replaceChildren(paragraph('choosing formats, building the pipeline ...'));
    this.asked.hardware();
  }

  begin(history: History): void {
    this.history = history;
    this.measured = null;
    this.panels.get('measures')!.querySelector('.verdicts')?.remove();
    this.panels.get('hardware')!.replaceChildren();
    const arrays = history.tracks.filter(({ quantity }) => quantity.shape.length > 0);
    const { begun } = history;
    this.buttons.get('map')!.hidden = arrays.length === 0;
    this.buttons.get('events')!.hidden = begun.events.length === 0;
    this.buttons.get('portrait')!.hidden = history.tracks.length < 2;
    const wished = begun.plots.flat();
    const order = [...history.tracks].sort((a, b) => rank(wished, a) - rank(wished, b));
    const loop = currentAgainstVoltage(order);
    fill(this.choices.x, order, loop?.[0] ?? 0);
    fill(this.choices.y, order, loop?.[1] ?? 1);
    fill(this.choices.map, arrays, 0);
    if (this.buttons.get(this.chosen)!.hidden) this.choose('traces');
    if (this.chosen === 'hardware') this.askHardware();
  }
  draw(point: number, cell: number): void {
    this.last = { point, cell };
    const { history, chosen } = this;
    const canvas = this.canvases.get(chosen);
    if (history === null || canvas === undefined) return;
    const trackOf = ({ value }: HTMLSelectElement): Track | undefined => history.tracks[Number(value)];
    if (chosen === 'traces') drawTraces(canvas, history, wishedTracks(history), point);
    else if (chosen === 'events' && history.begun.events.length > 0) drawRaster(canvas, history, point);
    else if (chosen === 'map') {
      const track = trackOf(this.choices.map);
      if (track) this.hit = drawMap(canvas, history, track, point, cell);
    } else if (chosen === 'portrait') {
      const [x, y] = [trackOf(this.choices.x), trackOf(this.choices.y)];
      if (x && y) drawPortrait(canvas, history, [x, y], point);
    } else if (chosen === 'measures' && this.measured) drawMeasures(canvas, this.measured);
  }
  done(measured: Measured): void {
    this.measured = measured;
    const panel = this.panels.get('measures')!;
    panel.querySelector('.verdicts')?.remove();
    const verdicts = document.createElement('div');
    verdicts.className = 'verdicts';
    if (measured.sweep === null && measured.measures.length > 0)
      verdicts.append(
        tableOf({
          caption: 'Measures',
          head: ['measure', 'value'],
          rows: measured.measures.map(({ name, unit, values }) => [
            name,
            `${Number((values[0]! * unit.scale).toPrecision(6))} ${unit.text}`,
          ]),
        }),
      );
    if (measured.expects.length > 0)
      verdicts.append(
        tableOf({
          caption: 'Expected',
          head: ['line', 'found', '', 'source'],
          rows: measured.expects.map(({ text, value, pass, source }) => [
            text.replace(/^expect\s+/, ''),
            value,
            pass ? 'holds' : 'missed',
            source,
          ]),
        }),
      );
    panel.append(verdicts);
    this.canvases.get('measures')!.hidden = measured.sweep === null;
  }
  hardware({ sentence, tables, problems }: Extract<FromWorker, { kind: 'hardware' }>): void {
    const panel = this.panels.get('hardware')!;
    panel.replaceChildren(
      paragraph(sentence || 'no hardware: the file has errors'),
      ...problems
        .filter(({ severity }) => severity === 'error')
        .map(({ code, message }) => paragraph(`${code}: ${message}`)),
      ...tables.map(tableOf),
    );
  }
}

/** Quantities that a `plot` line names come first; without one, up to five. */
function wishedTracks(history: History): readonly Track[] {
  const wished = history.begun.plots.flat();
  const named = history.tracks.filter(({ quantity }) => wished.includes(quantity.name));
  return named.length > 0 ? named : history.tracks.slice(0, 5);
}
/** Places of the first voltage and the first current: their loop is what device people look at. */
function currentAgainstVoltage(order: readonly Track[]): readonly [number, number] | null {
  const first = (unit: RegExp): number => order.findIndex(({ quantity }) => unit.test(quantity.unit.text));
  const [voltage, current] = [first(/^[munp]?V$/), first(/^[munpµ]?A$/)];
  return voltage >= 0 && current >= 0 ? [voltage, current] : null;
}
function rank(wished: readonly string[], { quantity, index }: Track): number {
  const at = wished.indexOf(quantity.name);
  return at >= 0 ? at : wished.length + index;
}
function fill(select: HTMLSelectElement, tracks: readonly Track[], chosen: number): void {
  const before = select.selectedOptions[0]?.text;
  const kept = tracks.findIndex(({ quantity }) => quantity.name === before);
  select.replaceChildren(
    ...tracks.map(
      ({ quantity, index }, k) => new Option(quantity.name, String(index), false, k === (kept >= 0 ? kept : chosen)),
    ),
  );
}
function paragraph(text: string): HTMLElement {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}
function tableOf({ caption, head, rows }: Table): HTMLElement {
  const table = document.createElement('table');
  table.createCaption().textContent = caption;
  const top = table.createTHead().insertRow();
  for (const text of head) {
    const cell = document.createElement('th');
    cell.textContent = text;
    cell.scope = 'col';
    top.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const text of row) {
      const cell = line.insertCell();
      cell.textContent = text;
      if (text === 'holds') cell.className = 'pass';
      if (text === 'missed') cell.className = 'miss';
    }
  }
  return table;
}
