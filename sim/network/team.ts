/**
 * Threads that make the steps of a network together, each for its share of the instances of every part. They meet behind every part: what
 * a part reads has been written by then. Sums belong to the instance that adds them up, in the order of the whole, so the results do
 * not depend on how many threads there are.
 */

/** The threads beside this one, as who starts them hands them in: no thread is started here. */
export interface Team {
  /** This thread included. */
  readonly size: number;
  /** Gives each other member its job, which begins with a meeting. */
  begin(jobs: readonly TeamJob[]): void;
  /** What a member has said before the last meeting. */
  receive(member: number): unknown;
}
/** What each member is given; only data. */
export interface TeamJob {
  readonly kind: string;
  readonly meeting: Meeting;
  readonly member: number;
}

/** Orders to the members. */
export const orders = { end: 0, steps: 1, report: 2 } as const;

/** Where all of a team meet, and what they tell each other there: a piece of shared memory. */
export interface Meeting {
  readonly size: number;
  /** `place` of each number; behind `trouble`, one for each member. */
  readonly words: Int32Array;
}
const place = { arrived: 0, round: 1, order: 2, first: 3, count: 4, left: 5, trouble: 6 } as const;
/** Looks at the memory before a thread sleeps: about as long as waking one takes. */
const looks = 2000;
/** Milliseconds of sleep after which a thread looks again, and how often: ten minutes for a part of a step. */
const [sleep, mostSleeps] = [10_000, 60];

export function makeMeeting(size: number): Meeting {
  const words = new Int32Array(new SharedArrayBuffer(4 * (place.trouble + size)));
  words.fill(quiet, place.trouble);
  return { size, words };
}
/** Nothing went wrong with a member. */
const quiet = -1;

/** Returns the number of this meeting when all members are here. @throws Error when one of them comes no more, or has not come for very long */
export function meet({ size, words }: Meeting): number {
  const round = Atomics.load(words, place.round);
  if (Atomics.add(words, place.arrived, 1) === size - 1) {
    Atomics.store(words, place.arrived, 0);
    Atomics.add(words, place.round, 1);
    Atomics.notify(words, place.round);
    return round;
  }
  for (let k = 0; k < looks; k++) if (Atomics.load(words, place.round) !== round) return round;
  for (let k = 0; Atomics.load(words, place.round) === round; k++) {
    if (k === mostSleeps || Atomics.load(words, place.left) !== 0) throw new Error('a thread of the run has ended');
    Atomics.wait(words, place.round, round, sleep);
  }
  return round;
}
/** Of a member that comes no more: nobody waits for it. */
export function leave({ words }: Meeting): void {
  Atomics.store(words, place.left, 1);
  Atomics.notify(words, place.round);
}
/** Of the first member, before a meeting: what all do after it. */
export function give({ words }: Meeting, order: number, first = 0, count = 0): void {
  words[place.order] = order;
  words[place.first] = first;
  words[place.count] = count;
}
export function order({ words }: Meeting): { readonly order: number; readonly first: number; readonly count: number } {
  return { order: words[place.order]!, first: words[place.first]!, count: words[place.count]! };
}
/** Says, before a meeting, that something is wrong with a member. */
export function complain({ words }: Meeting, member: number): void {
  words[place.trouble + member] = Atomics.load(words, place.round);
}
/** Whether nobody had complained before a meeting: others may be at the next one already, and complain there. */
export function wasQuiet({ size, words }: Meeting, meeting: number): boolean {
  for (let member = 0; member < size; member++) {
    const when = Atomics.load(words, place.trouble + member);
    if (when !== quiet && ((when - meeting) | 0) <= 0) return false;
  }
  return true;
}

/** Instances of each member, in order, `of` of them in all. */
export function shares(of: number, size: number): { readonly first: number; readonly count: number }[] {
  const edge = (k: number): number => (k === size ? of : Math.floor((of * k) / size / grain) * grain);
  const edges = Array.from({ length: size + 1 }, (_, k) =>
    of >= grain * size ? edge(k) : Math.floor((of * k) / size),
  );
  return Array.from({ length: size }, (_, k) => ({ first: edges[k]!, count: edges[k + 1]! - edges[k]! }));
}
/** Shares begin at multiples: no two threads write into one line of a cache. */
const grain = 64;
