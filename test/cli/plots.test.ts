import { describe, expect, it } from 'vitest';
import { axisTitle, axisUnit } from '../../cli/plots/axis-unit.ts';
import { decimate, lastPeriods } from '../../cli/plots/decimate.ts';
import { chooseAnimations, choosePlots, type PlotResult } from '../../cli/plots/index.ts';
import { render } from '../../cli/plots/render.ts';

const samples = 50_000;
const time = Float64Array.from({ length: samples }, (_, k) => k * 1e-8);
/** One sample in a thousand stands out. */
const spikes = Float64Array.from({ length: samples }, (_, k) => (k % 1000 === 777 ? 1 : 0));

describe('decimation', () => {
  it('keeps every spike of one sample, at its own time', () => {
    const few = decimate({ time, value: spikes }, 400);
    const kept = [...few.time].filter((_, k) => few.value[k] === 1);
    expect(kept).toEqual([...time].filter((_, k) => spikes[k] === 1));
    expect(few.time.length).toBeLessThanOrEqual(1600);
  });

  it('keeps time in order and both ends', () => {
    const few = decimate({ time, value: spikes }, 333);
    expect([...few.time]).toEqual([...few.time].sort((a, b) => a - b));
    expect([few.time[0], few.time.at(-1)]).toEqual([time[0], time.at(-1)]);
  });

  it('leaves a short curve as it is', () => {
    const curve = { time: time.slice(0, 100), value: spikes.slice(0, 100) };
    expect(decimate(curve, 480)).toBe(curve);
  });
});

describe('the shown end of a run', () => {
  const sine = (periods: number) => ({
    time,
    value: Float64Array.from(time, (_, k) => Math.sin((2 * Math.PI * periods * k) / samples)),
  });
  it('holds the last periods of an oscillation', () => {
    const window = lastPeriods(sine(40), 6);
    expect(window?.all).toBe(39); // the sine starts in the middle of its first rise
    expect((window!.to - window!.from) / (time.at(-1)! / 40)).toBeGreaterThan(6);
    expect((window!.to - window!.from) / (time.at(-1)! / 40)).toBeLessThan(8);
  });
  it('is everything when there are few periods, or none', () => {
    expect(lastPeriods(sine(3), 6)).toBeNull();
    expect(lastPeriods({ time, value: new Float64Array(samples) }, 6)).toBeNull();
  });
});

describe('units on axes', () => {
  it.each([
    ['A', 0.0023, 'mA', 1e3],
    ['V', 12, 'V', 1],
    ['Hz', 329e3, 'kHz', 1e-3],
    ['K', 402, 'K', 1],
    ['s', 2e-4, 'µs', 1e6],
    ['mW/K', 5, 'mW/K', 1],
    ['', 0.001, '', 1],
  ])('%s up to %f is shown in %s', (text, largest, shown, scale) => {
    const unit = axisUnit({ text, scale: 1 }, largest);
    expect(unit.text).toBe(shown);
    expect(unit.scale).toBeCloseTo(scale, 9);
  });
  it("keep the user's own scale", () => {
    expect(axisUnit({ text: 'kΩ', scale: 1e-3 }, 12e3)).toEqual({ text: 'kΩ', scale: 1e-3 });
  });
  it('are in brackets, and absent for bare numbers', () => {
    expect([axisTitle('out', { text: 'V', scale: 1 }), axisTitle('u', { text: '', scale: 1 })]).toEqual([
      'out (V)',
      'u',
    ]);
  });
});

describe('pictures', () => {
  const volt = { text: 'V', scale: 1 };
  const result: PlotResult = {
    title: 'Run',
    points: 2,
    sweeps: [{ name: 'in', unit: volt, values: Float64Array.of(10, 12) }],
    traces: [
      {
        name: 'out',
        unit: volt,
        field: [],
        time,
        values: Float64Array.from({ length: 2 * samples }, (_, k) => (k % 2) * spikes[k >> 1]!),
      },
    ],
    events: [{ name: 'spike', size: 1, onEdges: false, time: Float64Array.of(1e-5), instance: Uint32Array.of(1) }],
    measures: [{ name: 'f', unit: { text: 'Hz', scale: 1 }, values: Float64Array.of(Number.NaN, 1e5) }],
    expectations: [{ measure: 'f', value: 1e5, points: [1], source: 'analytic' }],
  };
  it('are chosen by what was recorded', () => {
    expect(choosePlots(result, [], 5e-4).map((plot) => plot.name)).toEqual([
      'traces',
      'traces-whole',
      'raster-spike',
      'f-over-in',
    ]);
  });
  it('of events on edges are drawn where they are asked for', () => {
    const coupled = { ...result, traces: [], measures: [], events: [{ ...result.events[0]!, name: 'a.pre', onEdges: true }] };
    const named = (names: string[]) => choosePlots(coupled, [{ kind: 'trace', names, over: null }], 5e-4).map(({ name }) => name);
    expect(named(['spike'])).toEqual([]);
    expect(named(['a.pre'])).toEqual(['raster-a.pre']);
  }); // biome-ignore format: one result
  it('show the whole run once where it has few periods', () => {
    const slow = { ...result, traces: [{ ...result.traces[0]!, values: Float64Array.from({ length: 2 * samples }, (_, k) => k) }] };
    expect(choosePlots(slow, [], 5e-4).map((plot) => plot.name)).toEqual(['traces', 'raster-spike', 'f-over-in']);
  }); // biome-ignore format: one result
  const sheet: PlotResult = {
    title: 'Sheet',
    points: 2,
    sweeps: [{ name: 'in', unit: volt, values: Float64Array.of(10, 12) }],
    traces: [
      { name: 'hot', unit: volt, field: [3, 4], time: Float64Array.of(1, 2), values: Float64Array.from({ length: 48 }, (_, k) => k) },
      { name: 'chain', unit: volt, field: [5], time: Float64Array.of(1, 2), values: Float64Array.from({ length: 20 }, (_, k) => k) },
    ],
    events: [{ name: 'spike', size: 12, onEdges: false, time: Float64Array.of(0.5, 1, 1.5), instance: Uint32Array.of(13, 14, 23) }],
    measures: [],
    expectations: [],
  }; // biome-ignore format: arrays
  const specOf = (name: string) => choosePlots(sheet, [], 2).find((plot) => plot.name === name)!.spec as unknown as {
    data: { values: { x: number; y: number; row: number; value: number }[] };
    title: { subtitle: string };
  }; // biome-ignore format: one type
  it('of arrays are a map of the last sample, space against time, and a raster of one point', () => {
    expect(choosePlots(sheet, [], 2).map((plot) => plot.name)).toEqual(['map-hot', 'map-chain', 'raster-spike']);
    const map = specOf('map-hot');
    // sample 1 of the point that fires: numbers from (1 * 2 + 1) * 12 on, row by row from above
    expect(map.data.values.map(({ value }) => value)).toEqual(Array.from({ length: 12 }, (_, k) => 36 + k));
    expect(map.data.values[5]).toMatchObject({ x: 0.5, y: 0.5, value: 41 });
    expect(map.title.subtitle).toBe('at 2 s; in = 12 V');
    const chain = specOf('map-chain');
    expect(chain.data.values.map(({ value }) => value)).toEqual([5, 15, 6, 16, 7, 17, 8, 18, 9, 19]);
    expect(specOf('raster-spike').data.values.map(({ row }) => row)).toEqual([1, 2, 11]);
  });
  it('of sheets have no seams between their cells, and a band of colours beside them', async () => {
    const { svg } = await render(choosePlots(sheet, [], 2)[0]!.spec);
    const cells = [...svg.matchAll(/<path aria-label="x:[^>]*fill="([^"]+)" stroke="([^"]+)"/g)];
    expect(cells).toHaveLength(12);
    for (const [, fill, stroke] of cells) expect(stroke).toBe(fill);
    expect(svg).toContain('linearGradient');
  });
  it('of a large array show means of blocks', () => {
    const values = Float64Array.from({ length: 1000 * 320 }, (_, k) => k % 320);
    const large = { ...sheet, points: 1, sweeps: [], traces: [{ ...sheet.traces[0]!, field: [1000, 320], time: Float64Array.of(1), values }] };
    const [plot] = choosePlots(large, [], 2);
    const cells = (plot!.spec as unknown as { data: { values: { value: number }[] } }).data.values;
    expect(cells).toHaveLength(Math.ceil(1000 / 9) * 160);
    expect(cells[1]!.value).toBe(2.5);
  }); // biome-ignore format: one record
  it('are SVG with axis titles and PNG of some size', async () => {
    const [first] = choosePlots(result, [], 5e-4);
    const picture = await render(first!.spec);
    expect(picture.svg).toContain('out (V)');
    expect(picture.svg).toContain('time (µs)');
    expect([...picture.png.subarray(1, 4)]).toEqual([...new TextEncoder().encode('PNG')]);
    expect(picture.png.length).toBeGreaterThan(5000);
  });
});

describe('one quantity over another', () => {
  const result: PlotResult = {
    title: 'Loop',
    points: 2,
    sweeps: [{ name: 'f', unit: { text: 'Hz', scale: 1 }, values: Float64Array.of(1, 2) }],
    traces: [
      // recorded at every second time
      {
        name: 'v',
        unit: { text: 'V', scale: 1 },
        time: Float64Array.of(0, 2),
        field: [],
        values: Float64Array.of(1, 2, 3, 4),
      },
      {
        name: 'i',
        unit: { text: 'A', scale: 1 },
        time: Float64Array.of(0, 1, 2),
        field: [],
        values: Float64Array.of(5, 6, 7, 8, 9, 10),
      },
    ],
    events: [],
    measures: [],
    expectations: [],
  };
  it('is a curve for each point, in the order of time', () => {
    const plots = choosePlots(result, [{ kind: 'orbit', names: ['i'], over: 'v' }], 2);
    const { spec } = plots.find(({ name }) => name === 'i-over-v')!;
    expect((spec as { data: { values: unknown } }).data.values).toEqual([
      ...[
        [5, 1],
        [7, 1],
        [9, 3],
      ].map(([y, x], k) => ({ k, x, y, point: 'f = 1 Hz' })),
      ...[
        [6, 2],
        [8, 2],
        [10, 4],
      ].map(([y, x], k) => ({ k, x, y, point: 'f = 2 Hz' })),
    ]);
  });
});

describe('a sheet over time', () => {
  const sheet = (samples: number): PlotResult => ({
    title: '</script>',
    points: 1,
    sweeps: [],
    traces: [
      {
        name: 'cell.v',
        unit: { text: 'V', scale: 1 },
        time: Float64Array.from({ length: samples }, (_, k) => k * 1e-6),
        field: [2, 3],
        values: Float64Array.from({ length: 6 * samples }, (_, k) => k),
      },
    ],
    events: [],
    measures: [],
    expectations: [],
  });
  it('is a page with every cell of every frame, from the smallest number to the largest', () => {
    const [{ name, page }] = chooseAnimations(sheet(5), []) as unknown as [{ name: string; page: string }];
    expect(name).toBe('animation-cell.v');
    const data = JSON.parse(/id="data">(.*)<\/script>/.exec(page)![1]!);
    expect(data).toMatchObject({ rows: 2, columns: 3, times: [0, 1, 2, 3, 4], unit: 'µs' });
    const levels = Array.from({ length: 30 }, (_, k) => Math.round((255 * k) / 29));
    expect([...Buffer.from(data.frames, 'base64')]).toEqual(levels);
    expect(data.colours[0]).toEqual([0x44, 0x01, 0x54]); // both ends of viridis
    expect(data.colours[255]).toEqual([0xfd, 0xe7, 0x25]);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });
  it('is thinned when it is long, and left out when nothing moves', () => {
    const [{ page }] = chooseAnimations(sheet(1000), []) as unknown as [{ page: string }];
    const { times } = JSON.parse(/id="data">(.*)<\/script>/.exec(page)![1]!);
    expect(times).toHaveLength(200);
    expect(times.at(-1)).toBe(999);
    expect(chooseAnimations(sheet(3), [])).toEqual([]);
  });
});
