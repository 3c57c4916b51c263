/**
 * The meaning of a device, straight from its syntax and `docs/step.md`: a slow walk over what was written, with nothing of the compiler but its parser.
 * Knows what random programs (`bench/fuzz/generate.ts`) are made of, but for draws, delays, tables and the exponential solver.
 */
import { parseFile, type Syntax } from '../../dsl/index.ts';
import { Evaluator, type Scope, type Value, type Vector, vectorOf, wantNumber } from './language-expressions.ts';

export interface Outcome {
  /** States and memories at the end, as texts that a measure can read: `x`, `m.y`, `sin(phi)`. */
  readonly values: ReadonlyMap<string, number>;
  /** How often each event happened. */
  readonly counts: ReadonlyMap<string, number>;
}
type State = Record<string, Value>;
type Of<K extends Syntax.BodyStatement['kind']> = Extract<Syntax.BodyStatement, { kind: K }>;
type Crossing = Extract<Syntax.Expression, { kind: 'call' }>;

/** Runs the first experiment of a file, the first point of its sweep. @throws Error for what it does not know */
export function interpret(text: string): Outcome {
  const parsed = parseFile({ path: 'oracle.qnm', text }, { report: () => {} } as never);
  return new Run(parsed!.declarations).run();
}

const node = 'V(a)';
class Run {
  private readonly device: Syntax.DeviceDeclaration;
  private readonly circuit: Syntax.DeviceDeclaration | undefined;
  private readonly experiment: Syntax.ExperimentDeclaration;
  private readonly evaluator: Evaluator;
  private readonly constants: Scope = {};
  private readonly shapes = new Map<string, string>();
  private readonly memories = new Set<string>();
  /** States that are seen now; those of a second order have their rate beside them, `phi'`. */
  private now: State = {};
  private time = 0;

  constructor(declarations: readonly Syntax.Declaration[]) {
    const find = (kind: string) => declarations.find((each) => each.kind === kind);
    this.device = find('device') as Syntax.DeviceDeclaration;
    this.circuit = find('circuit') as Syntax.DeviceDeclaration | undefined;
    this.experiment = find('experiment') as Syntax.ExperimentDeclaration;
    const functions = declarations.filter((each) => each.kind === 'function');
    this.evaluator = new Evaluator(functions, {
      u: () => this.drive(),
      V: () => this.now[node]!,
      ...this.waveforms(),
    });
    for (const { name, value } of this.body('param')) this.give(name.text, this.evaluator.at(value!, {}));
    for (const each of this.experiment.body)
      if (each.kind === 'sweep') {
        const { values } = each;
        this.give(each.name.text, this.evaluator.at(values.kind === 'vector' ? values.items[0]! : values, {}));
      }
    this.declareStates();
  }

  run(): Outcome {
    const dt = this.number('dt');
    const steps = Math.round(this.number('stop') / dt);
    const counts = new Map(this.body('event').map(({ name }) => [name.text, 0]));
    for (let k = 0; k < steps; k++) {
      this.time = k * dt;
      const before = this.scope();
      const levels = new Map(this.crossings().map((each) => [each, this.level(each, before)]));
      this.now = this.advanced(dt, k);
      this.time = (k + 1) * dt;
      const after = this.scope();
      const fires = (condition: Syntax.Expression): boolean => {
        const event = condition.kind === 'name' && this.body('event').find((e) => e.name.text === condition.name.text);
        if (event) return fires(event.when);
        if (!isCrossing(condition)) return this.evaluator.at(condition, after) === true;
        const [a, b] = [levels.get(condition)!, this.level(condition, after)];
        const [up, down] = [a < 0 && b >= 0, a > 0 && b <= 0];
        return { rising: up, falling: down, crossing: up || down }[condition.callee.text]!;
      };
      for (const { name, when } of this.body('event'))
        if (fires(when)) counts.set(name.text, counts.get(name.text)! + 1);
      const set: State = {};
      const runs = [
        ...this.body('on').filter(({ condition }) => fires(condition)),
        ...this.body('every').filter(({ period }) => {
          const every = Math.round(wantNumber(this.evaluator.at(period, {})) / dt);
          return (k + 1) % every === 0;
        }),
      ];
      for (const { body } of runs)
        for (const each of body) if (each.kind === 'assign') set[each.name.text] = this.evaluator.at(each.value, after);
      Object.assign(this.now, set);
    }
    return { values: this.values(), counts };
  }
  private values(): Map<string, number> {
    const values = new Map<string, number>();
    for (const [name, shape] of this.shapes) {
      const value = this.now[name]!;
      if (shape === 'angle') values.set(`sin(${name})`, Math.sin(wantNumber(value)));
      else if (shape === 'direction')
        for (const [i, x] of vectorOf(value).entries()) values.set(`${name}.${'xyz'[i]}`, x);
      else values.set(name, wantNumber(value));
    }
    return values;
  }

  // ---- what is said -------------------------------------------------------------------------------------------
  private body<K extends Syntax.BodyStatement['kind']>(kind: K): Of<K>[] {
    return this.device.body.filter((each): each is Of<K> => each.kind === kind);
  }
  private give(name: string, value: Value): void {
    this.constants[name] = () => value;
  }
  private setting(name: string): Syntax.Expression {
    const said = this.experiment.body.find((each) => each.kind === 'setting' && each.name.text === name);
    return (said as Syntax.SettingStatement).value;
  }
  private number(name: string): number {
    return wantNumber(this.evaluator.at(this.setting(name), {}));
  }
  private declareStates(): void {
    for (const statement of this.device.body) {
      if (statement.kind !== 'state' && statement.kind !== 'memory') continue;
      const { kind, name, initial, type } = statement;
      const shape = type?.shape ?? 'scalar';
      const value = this.evaluator.at(initial!, {});
      this.shapes.set(name.text, shape);
      this.now[name.text] = shape === 'direction' ? unit(vectorOf(value)) : value;
      if (kind === 'memory') this.memories.add(name.text);
    }
    for (const { order, name } of this.body('rate')) if (order === 2) this.now[`${name.text}'`] = 0;
    const start = this.circuit?.body.find((each) => each.kind === 'node');
    if (start) this.now[node] = this.evaluator.at((start as Of<'node'>).initial!, {});
  }
  private drive(): Value {
    return this.evaluator.at(this.setting('drive'), { time: () => this.time });
  }
  private waveforms() {
    const numbers = (args: readonly Syntax.Expression[], scope: Scope) =>
      args.map((arg) => wantNumber(this.evaluator.at(arg, scope)));
    return {
      sine: (args: readonly Syntax.Expression[], scope: Scope) => {
        const [offset, amplitude, f] = numbers(args, scope) as [number, number, number];
        return offset + amplitude * Math.sin(2 * Math.PI * f * this.time);
      },
      ramp: (args: readonly Syntax.Expression[], scope: Scope) => {
        const [from, to, duration] = numbers(args, scope) as [number, number, number];
        return from + (to - from) * Math.min(Math.max(this.time / duration, 0), 1);
      },
      pulse: (args: readonly Syntax.Expression[], scope: Scope) => {
        const [low, high, delay, width, period] = numbers(args, scope) as [number, number, number, number, number];
        const cycles = (this.time - delay) / period + 1e-9; // an edge on a step belongs to the step
        return cycles >= 0 && cycles - Math.floor(cycles) < width / period ? high : low;
      },
    };
  }

  // ---- one step -----------------------------------------------------------------------------------------------
  private scope(): Scope {
    const state = this.now;
    const scope: Scope = { ...this.constants };
    for (const name of Object.keys(state)) scope[name] = () => state[name]!;
    for (const { name, value } of this.body('let')) scope[name.text] = () => this.evaluator.at(value, scope);
    return scope;
  }
  private advanced(dt: number, k: number): State {
    const start = this.now;
    const solver = (this.setting('solver') as Extract<Syntax.Expression, { kind: 'name' }>).name.text;
    const slope = (at: number, state: State): State => this.slope((k + at) * dt, state);
    const k1 = slope(0, start);
    const end = ((): State => {
      if (solver === 'euler') return moved(start, [[dt, k1]]);
      if (solver === 'heun')
        return moved(start, [
          [dt / 2, k1],
          [dt / 2, slope(1, moved(start, [[dt, k1]]))],
        ]);
      if (solver !== 'rk4') throw new Error(`solver ${solver}`);
      const k2 = slope(0.5, moved(start, [[dt / 2, k1]]));
      const k3 = slope(0.5, moved(start, [[dt / 2, k2]]));
      const k4 = slope(1, moved(start, [[dt, k3]]));
      return moved(start, [
        [dt / 6, k1],
        [dt / 3, k2],
        [dt / 3, k3],
        [dt / 6, k4],
      ]);
    })();
    for (const [name, shape] of this.shapes) {
      if (shape !== 'direction') continue;
      const m = vectorOf(end[name]!);
      end[name] = m.map((x) => (x * (3 - dotted(m, m))) / 2);
    }
    return end;
  }
  /** d/dt of all that moves, at a time and in states of a stage. */
  private slope(time: number, state: State): State {
    const before = [this.now, this.time] as const;
    [this.now, this.time] = [state, time];
    const scope = this.scope();
    const slopes: State = {};
    for (const { name, order, value } of this.body('rate')) {
      const rate = `${name.text}'`;
      if (order === 2) {
        slopes[name.text] = state[rate]!;
        slopes[rate] = this.evaluator.at(value, scope);
      } else
        slopes[name.text] = this.solved(this.shapes.get(name.text) === 'direction' ? 3 : 1, (guess) =>
          this.evaluator.at(value, { ...scope, [rate]: () => guess }),
        );
    }
    if (this.circuit) slopes[node] = this.potentialSlope(this.circuit, scope);
    [this.now, this.time] = before;
    return slopes;
  }
  /** r = f(r), where f is linear in r (a rate in its own right-hand side): found by trying the unit vectors. */
  private solved(size: 1 | 3, f: (guess: Value) => Value): Value {
    const at = (guess: Vector): Vector => (size === 1 ? [wantNumber(f(guess[0]!))] : vectorOf(f(guess)));
    const zero = new Array<number>(size).fill(0);
    const rest = at(zero);
    const probe = 1e6;
    const columns = zero.map((_, j) =>
      at(zero.map((_, i) => (i === j ? probe : 0))).map((x, i) => (x - rest[i]!) / probe),
    );
    const rows = zero.map((_, i) => [...zero.map((_, j) => (i === j ? 1 : 0) - columns[j]![i]!), rest[i]!]);
    for (let i = 0; i < size; i++)
      for (let r = 0; r < size; r++) {
        const factor = r === i ? 0 : rows[r]![i]! / rows[i]![i]!;
        for (let c = i; c <= size; c++) rows[r]![c]! -= factor * rows[i]![c]!;
      }
    const solution = rows.map((row, i) => row[size]! / row[i]!);
    return size === 1 ? solution[0]! : solution;
  }
  /** C V' = -V / (all resistors in a row) - what the device takes. */
  private potentialSlope({ body }: Syntax.DeviceDeclaration, scope: Scope): number {
    const valuesOf = (device: string): number[] =>
      body.flatMap((each) =>
        each.kind === 'instance' && each.of.text === device
          ? [wantNumber(this.evaluator.at(each.settings[0]!.value, {}))]
          : [],
      );
    const R = valuesOf('resistor').reduce((sum, r) => sum + r, 0);
    const taken = this.body('contribution').reduce(
      (sum, { value }) => sum + wantNumber(this.evaluator.at(value, scope)),
      0,
    );
    return (-wantNumber(this.now[node]!) / R - taken) / valuesOf('capacitor')[0]!;
  }
  private crossings(): Crossing[] {
    return [...this.body('event').map(({ when }) => when), ...this.body('on').map(({ condition }) => condition)].filter(
      isCrossing,
    );
  }
  private level({ args }: Crossing, scope: Scope): number {
    const [x, threshold] = args.map(({ value }) => wantNumber(this.evaluator.at(value, scope)));
    return x! - threshold!;
  }
}
function isCrossing(condition: Syntax.Expression): condition is Crossing {
  return condition.kind === 'call' && ['rising', 'falling', 'crossing'].includes(condition.callee.text);
}
function moved(start: State, parts: readonly (readonly [number, State])[]): State {
  const end = { ...start };
  for (const [time, slopes] of parts)
    for (const [name, slope] of Object.entries(slopes)) {
      const value = end[name]!;
      end[name] = Array.isArray(value)
        ? value.map((x, i) => x + time * vectorOf(slope)[i]!)
        : wantNumber(value) + time * wantNumber(slope);
    }
  return end;
}
function dotted(a: Vector, b: Vector): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
function unit(m: Vector): number[] {
  return m.map((x) => x / Math.hypot(...m));
}
