/** Plain float64 loops over the devices of the examples with arrays: where their figures marked "reference" come from. No form of the compiler, no
 * generated code: the equations of the papers, the same explicit scheme and step. `references.test.ts` runs them. */

/** Row of neuristors after Zhang et al., Nat. Commun. 15, 6986 (2024); SI units. */
export interface Neuristors {
  /** Volts at the load of each. */
  readonly drive: readonly number[];
  /** Heat conductance between neighbours, W/K. */
  readonly conductance: number;
  /** Capacitance between the outputs of the first two, F. */
  readonly coupling?: number;
  /** Heat into the first, W. */
  readonly kick?: (t: number) => number;
  /** V and K at the start of each. */
  readonly from?: readonly [V: number, T: number];
  readonly dt: number;
  readonly stop: number;
}
const R0 = 5.35882879e-3, Ea = 5220.47417, Rm = 1286.3165, Tc = 332.805839, w = 7.19357064; // biome-ignore format: a list
const beta = 0.252796285, gamma = 0.956269682, C = 145.34619293e-12, Cth = 49.62776831e-12; // biome-ignore format: a list
const Ge = 0.20558726e-3, RL = 12e3, bath = 325, threshold = 1.5e-3; // biome-ignore format: a list

/** Euler run. Returns the times of the spikes (current rising through 1.5 mA, interpolated in the step) of each. */
export function neuristors({ drive, dt, stop, ...more }: Neuristors): number[][] {
  const { conductance, coupling = 0, kick = () => 0, from = [0, 325] } = more;
  const n = drive.length;
  const V = new Float64Array(n).fill(from[0]);
  const T = new Float64Array(n).fill(from[1]);
  const [sign, Tr, Tpr, Tlast] = [1, 324.9, 0, 324.9].map((x) => new Float64Array(n).fill(x)) as Float64Array[];
  const spikes: number[][] = drive.map(() => []);
  const proximity = (i: number, t: number): number => {
    if (Tpr![i] === 0) return 0;
    const x = (t - Tr![i]!) / Tpr![i]!;
    return Tpr![i]! * 0.5 * (1 - Math.sin(gamma * x)) * (1 + Math.tanh(Math.PI ** 2 - 2 * Math.PI * x));
  };
  const inside = (t: number): number => Math.min(Math.max(t, 305), 370);
  const current = (i: number, v: number, temperature: number): number => {
    const t = inside(temperature);
    const F = 0.5 + 0.5 * Math.tanh(beta * ((sign![i]! * w) / 2 + Tc - t - proximity(i, t)));
    return v / (R0 * Math.exp(Ea / t) * F + Rm);
  };
  for (let k = 0; k < Math.round(stop / dt); k++) {
    const I = drive.map((_, i) => current(i, V[i]!, T[i]!));
    const charge = drive.map((u, i) => (u - V[i]!) / RL - I[i]!);
    // two nodes that share a capacitor: (C + Cc) a' - Cc b' = q_a and the other way round
    const rate = charge.map((q, i) => {
      if (coupling === 0 || i > 1) return q / C;
      return ((C + coupling) * q + coupling * charge[1 - i]!) / (C * C + 2 * C * coupling);
    });
    const heat = drive.map((_, i) => {
      const left = i > 0 ? conductance * (T[i - 1]! - T[i]!) : 0;
      const right = i < n - 1 ? conductance * (T[i + 1]! - T[i]!) : 0;
      return V[i]! * I[i]! - Ge * (T[i]! - bath) + left + right + (i === 0 ? kick(k * dt) : 0);
    });
    for (let i = 0; i < n; i++) {
      V[i]! += dt * rate[i]!;
      T[i]! += (dt * heat[i]!) / Cth;
      const after = current(i, V[i]!, T[i]!);
      if (I[i]! < threshold && after >= threshold) {
        spikes[i]!.push((k + (threshold - I[i]!) / (after - I[i]!)) * dt);
      }
      const t = inside(T[i]!);
      if (Math.abs(t - Tlast![i]!) <= 0.01) continue;
      const way = Math.sign(t - Tlast![i]!);
      if (way !== sign![i]) {
        Tpr![i] = -sign![i]! * w + proximity(i, t);
        Tr![i] = t;
      }
      sign![i] = way;
      Tlast![i] = t;
    }
  }
  return spikes;
}

/**
 * Three two-way switches (`two_way` in std.mott, C / g = 1) in a ring, joined by capacitors of `coupling` times their own. Between events the network is linear, and
 * its modes are known: the mean decays as one alone, differences (1 + 3 coupling) times as slowly; events are found by bisection.
 * @returns the times at which each passes 0.8 on its way up
 */
export function ringOfSwitches(coupling: number, start: readonly number[], stop: number): number[][] {
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  let v = [...start];
  const falls = v.map(() => false);
  const at = (h: number): number[] => {
    const aims = falls.map((down) => (down ? 0 : 1));
    const off = mean(v) - mean(aims);
    const alone = Math.exp(-h);
    const apart = Math.exp(-h / (1 + 3 * coupling));
    return v.map((x, i) => aims[i]! + off * alone + (x - aims[i]! - off) * apart);
  };
  const turns = (x: number, i: number): boolean => (falls[i] ? x < 0.2 : x > 0.8);
  const tops: number[][] = v.map(() => []);
  for (let t = 0; t < stop; ) {
    let [low, high] = [0, 0.01];
    while (!at(high).some(turns)) [low, high] = [high, high + 0.01];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (at(middle).some(turns)) high = middle;
      else low = middle;
    }
    v = at(high);
    t += high;
    for (const [i, x] of v.entries()) {
      if (!turns(x, i)) continue;
      if (!falls[i]) tops[i]!.push(t);
      falls[i] = !falls[i];
    }
  }
  return tops;
}
