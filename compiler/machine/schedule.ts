/**
 * Scheduling of a pipeline as a problem of its own: operators with declared latencies, and who waits for whom.
 * `check` before, `solve`, `verify` after; the solver knows nothing of formats, the rest nothing of times.
 */

/** An operator; `operands` are indices of operators before it in the list, null where always present (constants). */
export interface Operator {
  readonly latency: number;
  readonly operands: readonly (number | null)[];
}
export interface Schedule {
  /** Clock at which each operator takes its operands. */
  readonly start: readonly number[];
}

/** What is wrong with a problem, one sentence each; empty when it can be solved. */
export function checkProblem(operators: readonly Operator[]): string[] {
  const reasons: string[] = [];
  operators.forEach((operator, i) => {
    if (!Number.isInteger(operator.latency) || operator.latency < 0)
      reasons.push(`operator ${i} has latency ${operator.latency}; a latency is a whole number of clocks`);
    for (const operand of operator.operands)
      if (operand !== null && !(operand >= 0 && operand < i))
        reasons.push(`operator ${i} uses operator ${operand}, which does not stand before it`);
  });
  return reasons;
}

/** As soon as possible: each operator starts when its last operand is there. */
export function solveSchedule(operators: readonly Operator[]): Schedule {
  const start: number[] = [];
  for (const { operands } of operators) {
    const ready = operands.map((o) => (o === null ? 0 : start[o]! + operators[o]!.latency));
    start.push(Math.max(0, ...ready));
  }
  return { start };
}

/** Operands that come after their user starts, one sentence each; empty when the schedule is right. */
export function verifySchedule(operators: readonly Operator[], schedule: Schedule): string[] {
  const reasons: string[] = [];
  operators.forEach((operator, i) => {
    for (const o of operator.operands)
      if (o !== null && schedule.start[o]! + operators[o]!.latency > schedule.start[i]!)
        reasons.push(`operator ${i} starts at ${schedule.start[i]} before operator ${o} has its result`);
  });
  return reasons;
}
