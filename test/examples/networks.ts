/** Plain float64 loops over the networks of the examples, as `references.ts`. */

/** Excitable sheet of n x n cells: FitzHugh and Nagumo's with Winfree's parameters, time in units of t0. */
export const sheetStart = {
  v: (_: number, column: number, n: number): number => (column < n / 2 ? 1.5 : -1.2),
  w: (row: number, _: number, n: number): number => (row < n / 2 ? -0.62 : 0.9),
};
/** Times at which v of each cell rises through 0. */
export function sheet(n: number, D: number, dt: number, stop: number): number[][] {
  const cells = Array.from({ length: n * n }, (_, q) => [Math.floor(q / n), q % n] as const);
  let v = cells.map(([i, j]) => sheetStart.v(i, j, n));
  let w = cells.map(([i, j]) => sheetStart.w(i, j, n));
  const fronts: number[][] = cells.map(() => []);
  for (let k = 0; k < Math.round(stop / dt); k++) {
    const next = v.map((x, q) => {
      const [i, j] = cells[q]!;
      let neighbours = 0;
      if (i > 0) neighbours += v[q - n]! - x;
      if (i < n - 1) neighbours += v[q + n]! - x;
      if (j > 0) neighbours += v[q - 1]! - x;
      if (j < n - 1) neighbours += v[q + 1]! - x;
      return x + dt * (x - x ** 3 / 3 - w[q]! + D * neighbours);
    });
    w = w.map((y, q) => y + dt * 0.06 * (v[q]! + 0.7 - 0.5 * y));
    next.forEach((x, q) => {
      if (v[q]! < 0 && x >= 0) fronts[q]!.push((k + v[q]! / (v[q]! - x)) * dt);
    });
    v = next;
  }
  return fronts;
}

/** Small generator of its own (mulberry32), so that another draw of a network can be made. */
export function generator(seed: number): { uniform: () => number; normal: () => number } {
  let a = seed;
  const uniform = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
/** Units of the neurons: ms, mV. */
const neuron = { tau: 20, drive: 30, theta: 20, s: 2, late: 15, dt: 0.1 };

/** Spikes a second and neuron between 50 and 250 ms, of n neurons that inhibit each other with the probability p by J. */
export function lifNetwork(n: number, p: number, J: number, seed: number): number {
  const { tau, drive, theta, s, late, dt } = neuron;
  const { uniform, normal } = generator(seed);
  const targets = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => j).filter((j) => j !== i && uniform() < p),
  );
  const u = Array.from({ length: n }, () => theta * uniform());
  const decay = Math.exp(-dt / tau);
  // exact step for a constant input, which the noise is within a step
  const kick = (s * Math.sqrt(2 / tau) * tau * (1 - decay)) / Math.sqrt(dt);
  const underway: number[][] = Array.from({ length: late + 1 }, () => []);
  let count = 0;
  for (let k = 0; k < 2500; k++) {
    const fired: number[] = [];
    for (let i = 0; i < n; i++) {
      u[i] = drive + (u[i]! - drive) * decay + kick * normal();
      if (u[i]! >= theta) fired.push(i);
    }
    // the delay, and a step from its end through the synapse into the neuron
    for (const i of underway[k % underway.length]!) for (const j of targets[i]!) u[j]! -= J;
    underway[k % underway.length] = fired;
    for (const i of fired) u[i] = 0;
    if (k >= 500) count += fired.length;
  }
  return count / n / 0.2;
}
/** Rate of that network in the mean field (1/s); `s` is the standard deviation of the potential that the noise alone gives (mV). */
export function meanField(inputs: number, J: number, s = neuron.s): number {
  const { tau, drive, theta } = neuron;
  let f = 40;
  for (let round = 0; round < 60; round++) {
    const mu = drive - (inputs * J * tau * f) / 1000;
    const sigma = Math.sqrt(s * s + (inputs * J * J * tau * f) / 2000) * Math.SQRT2;
    // Siegert: tau sqrt(pi) times the integral of exp(x^2) (1 + erf x) = the mean time from 0 to the threshold
    const [from, to] = [-mu / sigma, (theta - mu) / sigma];
    let time = 0;
    for (let i = 0; i < 400; i++) time += scaledErfc(-(from + ((i + 0.5) / 400) * (to - from)));
    f += 0.3 * (1000 / (tau * Math.sqrt(Math.PI) * time * ((to - from) / 400)) - f);
  }
  return f;
}
/** exp(x^2) erfc(x), by the continued fraction for large x, else by the integral of a Gaussian. */
function scaledErfc(x: number): number {
  if (x > 3) {
    let tail = 0;
    for (let k = 40; k > 0; k--) tail = k / 2 / (x + tail);
    return 1 / Math.sqrt(Math.PI) / (x + tail);
  }
  let sum = 0;
  const [step, count] = [0.01, 800];
  for (let i = 0; i < count; i++) sum += Math.exp(-(((i + 0.5) * step) ** 2) - 2 * x * (i + 0.5) * step);
  return (2 / Math.sqrt(Math.PI)) * sum * step;
}

/** Sixteen switch oscillators and four neurons; SI units. */
export interface Mixed {
  readonly R: readonly number[];
  /** Volts at the start of each. */
  readonly start: readonly number[];
  /** Amperes into every oscillator from a neuron that has just fired. */
  readonly J: number;
  readonly dt: number;
  readonly stop: number;
}
/** Times of the firings of the oscillators and of the neurons. */
export function mixed({ R, start, J, dt, stop }: Mixed): { fires: number[][]; spikes: number[][] } {
  const [Vin, C, Ri, Rm, high, low] = [5, 1e-9, 200e3, 1e3, 3, 1];
  const [neurons, tau, last, threshold] = [4, 10e-6, 10e-6, [2.5, 3.5, 4.5, 5.5]];
  const [x, metallic] = [[...start], R.map(() => false)];
  const [u, trace] = [0, 0].map(() => new Array<number>(neurons).fill(0)) as [number[], number[]];
  const fires: number[][] = R.map(() => []);
  const spikes: number[][] = u.map(() => []);
  // how many arrive: an event is seen by the relay one step later, by the neuron another one later
  let [relayed, seen] = [0, 0];
  for (let k = 0; k < Math.round(stop / dt); k++) {
    let events = 0;
    const current = J * trace.reduce((sum, y) => sum + y, 0);
    for (const [i, before] of [...x].entries()) {
      const rate = (Vin - before) / R[i]! - before / (metallic[i] ? Rm : Ri) + current;
      const after = before + (dt * rate) / C;
      x[i] = after;
      if (before < high && after >= high) {
        fires[i]!.push((k + (high - before) / (after - before)) * dt);
        metallic[i] = true;
        events++;
      } else if (before > low && after <= low) metallic[i] = false;
    }
    for (let i = 0; i < neurons; i++) {
      u[i]! -= (dt * u[i]!) / tau;
      trace[i]! -= (dt * trace[i]!) / last;
      if (u[i]! >= threshold[i]!) {
        spikes[i]!.push((k + 1) * dt);
        u[i] = 0;
        trace[i] = 1;
      } else u[i]! += seen;
    }
    [seen, relayed] = [relayed, events];
  }
  return { fires, spikes };
}
