/** Who makes and who uses the values of a step in lane code, statement by statement of its top level. */
import type { LaneCode, LaneId } from '../lanes/code.ts';
import { type LaneProgram, outputsOf } from './lane-form.ts';

export class LaneUses {
  /** Statements, without leaves, constants, what is done where it is needed and what only an event asks for. */
  readonly body: readonly LaneId[];
  /** Statements that nothing but fractions of events need, in order. */
  readonly rare: readonly LaneId[];
  /** One operation on leaves and constants: done where it is needed, which costs less than to keep what it gives. */
  readonly light: ReadonlySet<LaneId>;
  /** What is joined after a branch and looked at by nobody but its own column or flag. */
  readonly direct: ReadonlySet<LaneId>;
  /** By place in the body: everything that a statement uses, inside of branches too. */
  readonly of: readonly ReadonlySet<LaneId>[];
  /** Place in the body where a value is made. */
  readonly made: ReadonlyMap<LaneId, number>;
  /** Last place in the body that uses a value; the length of the body for what leaves the step. */
  private readonly lastUse = new Map<LaneId, number>();
  private readonly program: LaneProgram;
  private readonly code: LaneCode;
  /** By column: the last place that loads its value before the step. */
  private readonly lastLoads = new Map<number, number>();
  private readonly shapes: readonly Shape[];
  /** By value, for `pressureBefore`. */
  private readonly isLater: Uint8Array;
  private readonly isConstant: Uint8Array;

  constructor(program: LaneProgram) {
    this.program = program;
    this.code = program.code;
    this.light = this.findLight();
    const statements = this.code.body.filter(
      (id) => !this.light.has(id) && !['input', 'constant'].includes(this.code.get(id).op),
    );
    const needed = this.neededInEveryStep();
    this.body = statements.filter((id) => needed.has(id));
    this.rare = statements.filter((id) => !needed.has(id));
    this.direct = new Set();
    this.direct = this.findDirect();
    this.of = this.body.map((id) => this.usesOf(id));
    this.made = new Map(this.body.flatMap((id, place) => this.valuesOf(id).map((value) => [value, place] as const)));
    this.of.forEach((used, place) => {
      for (const id of used) this.lastUse.set(id, place);
    });
    const late = [...outputsOf(program), ...this.forEvents()];
    for (const id of late) if (!this.direct.has(id)) this.lastUse.set(id, this.body.length);
    for (const [id, place] of this.lastUse) {
      const column = this.columnOf(id);
      if (column !== null) this.lastLoads.set(column, Math.max(place, this.lastLoads.get(column) ?? -1));
    }
    this.shapes = this.body.map((id, place) => this.shapeOf(id, place));
    this.isLater = new Uint8Array(this.code.nodes.length);
    this.isConstant = new Uint8Array(this.code.nodes.length);
  }
  private findLight(): Set<LaneId> {
    const roots = new Set(outputsOf(this.program));
    const isLeaf = (id: LaneId): boolean => ['input', 'constant'].includes(this.code.get(id).op);
    const isLight = (id: LaneId): boolean => {
      const { op, args } = this.code.get(id);
      return args.length > 0 && !roots.has(id) && op !== 'branch' && !this.isRow(id) && args.every(isLeaf);
    };
    return new Set(this.code.body.filter(isLight));
  }
  /** Everything that leaves the step needs, but for fractions of events; of a branch all, where one of its values is needed. */
  private neededInEveryStep(): Set<LaneId> {
    const { program, code } = this;
    const branchOf = new Map<LaneId, LaneId>();
    code.nodes.forEach(({ op, args }, id) => {
      if (op === 'branch') for (const joined of args.slice(1)) branchOf.set(joined, id as LaneId);
    });
    const needed = new Set<LaneId>();
    const need = (id: LaneId): void => {
      if (needed.has(id)) return;
      needed.add(id);
      const { args, body } = code.get(id);
      const branch = branchOf.get(id);
      for (const other of [...args, ...body, ...(branch === undefined ? [] : [branch])]) need(other);
    };
    outputsOf({ ...program, events: program.events.map(({ fired }) => ({ fired, fraction: null })) }).forEach(need);
    return needed;
  }
  private findDirect(): Set<LaneId> {
    const { program, code } = this;
    const uses = new Map<LaneId, number>();
    const use = (id: LaneId): void => {
      uses.set(id, (uses.get(id) ?? 0) + 1);
    };
    const places = new Map<LaneId, number>();
    this.body.forEach((id, place) => {
      const { op, args } = code.get(id);
      if (op === 'branch') for (const joined of args.slice(1)) places.set(joined, place);
    });
    for (const { op, args } of code.nodes) if (op !== 'branch') args.forEach(use);
    outputsOf(program).forEach(use);
    const isAlone = (id: LaneId): boolean => places.has(id) && uses.get(id) === 1;
    const isFalse = (id: LaneId): boolean => code.get(id).op === 'constant' && code.get(id).value === 0;
    const isOwn = (id: LaneId, column: number): boolean => this.columnOf(id) === column;
    const columns = program.columns.flatMap(({ next }, k) => {
      if (next === null || !isAlone(next) || !isOwn(code.get(next).args[2]!, k)) return [];
      // nobody loads the old value later
      return this.lastLoadIn(k, places.get(next)!) <= places.get(next)! ? [next] : [];
    });
    const flags = program.flags.flatMap(({ raised }) =>
      isAlone(raised) && isFalse(code.get(raised).args[2]!) ? [raised] : [],
    );
    return new Set([...columns, ...flags]);
  }
  private lastLoadIn(column: number, from: number): number {
    let last = -1;
    [...this.body, ...this.rare].forEach((id, place) => {
      if (place > from && [...this.usesOf(id)].some((used) => this.columnOf(used) === column)) last = place;
    });
    const isOutput = outputsOf(this.program).some((id) => this.columnOf(id) === column);
    return isOutput ? this.body.length : last;
  }
  private isRow(id: LaneId): boolean {
    const { op } = this.code.get(id);
    return op === 'row' || op === 'rowOf';
  }
  isInput(id: LaneId): boolean {
    return this.code.get(id).op === 'input';
  }
  /** The column whose value before the step this is. */
  private columnOf(id: LaneId): number | null {
    const { op, value } = this.code.get(id);
    const leaf = op === 'input' ? this.program.leaves[value]! : null;
    return leaf?.kind === 'state' ? leaf.index : null;
  }
  /** Last place that loads a column's value before the step; -1: nobody does. */
  lastLoad(column: number): number {
    return this.lastLoads.get(column) ?? -1;
  }
  /** Values that a statement makes for others. */
  valuesOf(id: LaneId): readonly LaneId[] {
    const { op, args } = this.code.get(id);
    return op === 'branch' ? args.slice(1).filter((joined) => !this.direct.has(joined)) : [id];
  }
  /** Everything that a statement uses, inside of a branch too. */
  usesOf(id: LaneId, used = new Set<LaneId>()): Set<LaneId> {
    const { op, args, body } = this.code.get(id);
    const own = op === 'branch' ? args.slice(0, 1) : this.direct.has(id) ? args.slice(1, 2) : args;
    for (const arg of own) {
      used.add(arg);
      if (this.light.has(arg)) this.usesOf(arg, used);
    }
    if (op === 'branch') for (const joined of args.slice(1)) this.usesOf(joined, used);
    for (const inner of body) this.usesOf(inner, used);
    // what is made inside comes from nowhere else; columns are loaded before
    for (const inner of body)
      if (!this.isInput(inner)) for (const made of [inner, ...this.joinedOf(inner)]) used.delete(made);
    return used;
  }

  /** Whatever is needed where there is an event. */
  forEvents(): readonly LaneId[] {
    const fractions = this.program.events.flatMap(({ fraction }) => (fraction === null ? [] : [fraction]));
    return [...this.rare.flatMap((id) => [...this.usesOf(id)]), ...fractions];
  }
  private joinedOf(id: LaneId): readonly LaneId[] {
    const { op, args } = this.code.get(id);
    return op === 'branch' ? args.slice(1) : [];
  }
  /** Values that live across a cut before a place; null where a row does, for which there is no column. */
  liveAt(place: number): number | null {
    let live = 0;
    for (const [id, made] of this.made) {
      if (made >= place || (this.lastUse.get(id) ?? -1) < place) continue;
      if (this.isRow(id)) return null;
      live++;
    }
    return live;
  }
  /**
   * How many registers a segment wants that ends before a place, by its start: the most values that live at once, and half of
   * its constants. To be asked for one start after the other, from the end backwards.
   */
  pressureBefore(end: number): (start: number) => number {
    this.isLater.fill(0);
    this.isConstant.fill(0);
    let [later, constants, most] = [0, 0, 0];
    return (start) => {
      const { made, used, numbers } = this.shapes[start]!;
      for (const id of made) {
        later -= this.isLater[id]!;
        this.isLater[id] = 0;
      }
      for (const id of numbers) {
        constants += 1 - this.isConstant[id]!;
        this.isConstant[id] = 1;
      }
      for (const id of used) {
        later += 1 - this.isLater[id]!;
        this.isLater[id] = 1;
      }
      most = Math.max(most, later);
      return end > start ? most + constants / 2 : 0;
    };
  }
  private shapeOf(id: LaneId, place: number): Shape {
    const { op } = this.code.get(id);
    // what a branch needs inside of it is seldom loaded
    const used = op === 'branch' ? [] : [...this.of[place]!];
    const isNumber = (arg: LaneId): boolean => this.code.get(arg).op === 'constant';
    return {
      made: this.valuesOf(id),
      numbers: used.filter(isNumber),
      used: used.filter((arg) => !isNumber(arg) && !this.isRow(arg)),
    };
  }
}
/** What a statement does to registers. */
interface Shape {
  readonly made: readonly LaneId[];
  readonly numbers: readonly LaneId[];
  readonly used: readonly LaneId[];
}
