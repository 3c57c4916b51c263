/**
 * Scheduling of a datapath as a problem of its own: operators that may hold registers at known places, who waits for whom, and
 * the time that a stage has. Operators are chained while they fit into a stage; a register stands only where the time would be
 * exceeded, and where it always is. `check` before, `solve`, `verify` after; the solver knows nothing of formats.
 */

/** An operator; `operands` are indices of operators before it in the list, null where always present (constants). */
export interface Operator {
  readonly operands: readonly (number | null)[];
  readonly places: readonly { readonly delay: number; readonly always: boolean }[];
  /** Nanoseconds behind the last place. */
  readonly tail: number;
  /** Nanoseconds after the clock at which a leaf is there; 0 for operators with operands. */
  readonly arrival: number;
}
export interface Placement {
  /** Clock in which the operands are taken. */
  readonly start: number;
  /** Which places hold a register. */
  readonly registers: readonly boolean[];
  /** Clock in which the result is there, and nanoseconds after its beginning. */
  readonly ready: number;
  readonly time: number;
}

/** What is wrong with a problem, one sentence each; empty when it can be solved. */
export function checkProblem(operators: readonly Operator[]): string[] {
  const reasons: string[] = [];
  operators.forEach(({ operands, places, tail, arrival }, i) => {
    for (const time of [tail, arrival, ...places.map((place) => place.delay)])
      if (!(time >= 0 && Number.isFinite(time))) reasons.push(`operator ${i} has a time of ${time} ns`);
    for (const operand of operands)
      if (operand !== null && !(operand >= 0 && operand < i))
        reasons.push(`operator ${i} uses operator ${operand}, which does not stand before it`);
  });
  return reasons;
}

/**
 * As soon as possible: each operator starts with its last operand, in the same stage while there is time left.
 * @param stage  nanoseconds of logic between two registers; what is longer by itself has a stage of its own
 */
export function solveSchedule(operators: readonly Operator[], stage: number): Placement[] {
  const placed: Placement[] = [];
  for (const operator of operators) placed.push(placeOperator(operator, arrivalOf(operator, placed), stage));
  return placed;
}

function arrivalOf(
  operator: Operator,
  placed: readonly Placement[],
): { readonly clock: number; readonly time: number } {
  const operands = operator.operands.flatMap((o) => (o === null ? [] : [placed[o]!]));
  const clock = Math.max(0, ...operands.map((operand) => operand.ready));
  // What came a clock earlier waits in a register, and is there at the beginning of the clock.
  const time = Math.max(0, ...operands.map((operand) => (operand.ready === clock ? operand.time : 0)));
  return { clock, time };
}

function placeOperator(
  { places, tail, arrival }: Operator,
  from: { readonly clock: number; readonly time: number },
  stage: number,
): Placement {
  const delays = [...places.map((place) => place.delay), tail];
  let { clock, time } = from;
  // Where the first piece of logic does not fit, the operands wait in registers.
  if (time > 0 && time + delays[0]! > stage) [clock, time] = [clock + 1, 0];
  const start = clock;
  time += arrival + delays[0]!;
  const registers = places.map(({ always }, i) => {
    const present = always || time + delays[i + 1]! > stage;
    if (present) [clock, time] = [clock + 1, 0];
    time += delays[i + 1]!;
    return present;
  });
  return { start, registers, ready: clock, time };
}

/** What a schedule gets wrong, one sentence each; empty when it is right. Worked out anew from the registers. */
export function verifySchedule(
  operators: readonly Operator[],
  schedule: readonly Placement[],
  stage: number,
): string[] {
  const reasons: string[] = [];
  const late = (time: number, pieces: number): boolean => pieces > 1 && time > stage + 1e-9;
  const ends: { readonly time: number; readonly pieces: number }[] = [];
  operators.forEach(({ operands, places, tail, arrival }, i) => {
    const { start, registers, ready } = schedule[i]!;
    let [time, pieces] = [arrival, arrival > 0 ? 1 : 0];
    for (const o of operands) {
      if (o === null) continue;
      if (schedule[o]!.ready > start)
        reasons.push(`operator ${i} starts at ${start} before operator ${o} has its result`);
      if (schedule[o]!.ready === start && ends[o]!.time > time) ({ time, pieces } = ends[o]!);
    }
    [...places.map((place) => place.delay), tail].forEach((delay, k) => {
      if (k > 0 && registers[k - 1]) [time, pieces] = [0, 0];
      if (k > 0 && places[k - 1]!.always && !registers[k - 1])
        reasons.push(`operator ${i} lacks its register ${k - 1}`);
      time += delay;
      if (delay > 0) pieces++;
      if (late(time, pieces)) reasons.push(`operator ${i} needs ${time} ns of a stage of ${stage} ns`);
    });
    if (ready !== start + registers.filter((present) => present).length)
      reasons.push(`operator ${i} has its result at another clock than its registers say`);
    ends.push({ time, pieces });
  });
  return reasons;
}

/** Nanoseconds of the longest stage. */
export function longestStage(operators: readonly Operator[], schedule: readonly Placement[]): number {
  let longest = 0;
  operators.forEach(({ operands, places, tail, arrival }, i) => {
    const { start, registers } = schedule[i]!;
    const before = operands.map((o) => (o !== null && schedule[o]!.ready === start ? schedule[o]!.time : 0));
    let time = Math.max(arrival, ...before);
    [...places.map((place) => place.delay), tail].forEach((delay, k) => {
      time = (k > 0 && registers[k - 1] ? 0 : time) + delay;
      longest = Math.max(longest, time);
    });
  });
  return longest;
}
