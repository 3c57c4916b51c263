/** `advance` of the engine on two lanes: steps outside, groups of instances inside. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { LaneId } from '../lanes/code.ts';
import { type LaneWriter, lanes, laneWriter } from '../lanes/wasm.ts';
import { type EngineSize, recordLength } from './engine.ts';
import type { LaneProgram } from './lane-form.ts';
import type { Guard } from './lane-guard.ts';
import type { LaneLayout } from './lane-layout.ts';
import { pushPulled } from './lane-pulls.ts';
import type { Action, Flag, Segment } from './lane-segments.ts';
import { FunctionBody, type WasmFunction } from './wasm-bytes.ts';

const recordBytes = 4 * recordLength;
const parameters = { first: 0, count: 1 } as const;

export class LaneStep {
  private readonly fixed: FixedForm;
  private readonly size: EngineSize;
  private readonly program: LaneProgram;
  private readonly layout: LaneLayout;
  private readonly body = new FunctionBody(2);
  private readonly step = this.body.local('i32');
  /** Byte place of the group in every column, 8 bytes an instance. */
  private readonly at = this.body.local('i32');
  private readonly shared = this.body.local('i32');
  private readonly each = this.body.local('i32');
  private readonly record = this.body.local('i32');
  /** Byte place of the group in scratch columns. */
  private readonly scratch = this.body.local('i32');
  private readonly address = this.body.local('i32');
  private readonly slots: readonly number[];
  private readonly everyVector: readonly number[];
  /** Vectors of the group that are written about now. */
  private vectors: readonly number[];
  /** Instances of a group. */
  private readonly group: number;
  private readonly constants = new Map<number, number>();
  /** What columns are looked at for, with the local of the smallest or largest number in this step. */
  private readonly watched: readonly {
    readonly column: number;
    readonly limit: number;
    readonly isLow: boolean;
    readonly local: number;
  }[];

  constructor(fixed: FixedForm, size: EngineSize, program: LaneProgram, layout: LaneLayout, guards: readonly Guard[]) {
    this.fixed = fixed;
    this.size = size;
    this.program = program;
    this.layout = layout;
    this.everyVector = Array.from({ length: layout.vectors }, (_, v) => v);
    this.vectors = this.everyVector;
    this.group = lanes * layout.vectors;
    this.slots = fixed.delayLines.map(() => this.body.local('i32'));
    this.watched = guards.flatMap(({ column, low, high }) => [
      ...(low === null ? [] : [{ column, limit: low, isLow: true, local: this.body.local('v128') }]),
      ...(high === null ? [] : [{ column, limit: high, isLow: false, local: this.body.local('v128') }]),
    ]);
  }
  /** advance(first, count) -> steps made. Stops before a step whose events might not fit in the records, and where there is a doubt. */
  advance(): WasmFunction {
    const { body, layout, size, fixed } = this;
    body.i32(layout.records).set(this.record);
    body.i32(layout.shared).set(this.shared).i32(layout.each).set(this.each);
    this.loadConstants();
    body.open('block').open('loop');
    body.get(this.step).get(parameters.count).op('i32_ge_s').branch('br_if', 1);
    const last = layout.records + recordBytes * (layout.capacity - size.instances * fixed.events.length);
    body.get(this.record).i32(last).op('i32_gt_u').branch('br_if', 1);
    this.oneStep();
    this.judge();
    body.branch('br', 0).op('end', 'end');
    body.i32(layout.recordCount).get(this.record).memory('i32_store', 0);
    body.get(this.step);
    return { name: 'advance', parameters: ['i32', 'i32'], results: ['i32'], body };
  }
  /** Constants are loaded once: engines make several instructions of one in the code wherever it is used. */
  private loadConstants(): void {
    for (const [number, place] of this.layout.constants) {
      const local = this.body.local('v128');
      this.body.i32(0).vectorMemory('v128_load', place).set(local);
      this.constants.set(number, local);
    }
  }
  private move(local: number, amount: number): void {
    if (amount !== 0) this.body.get(local).i32(amount).op('i32_add').set(local);
  }
  /** Leaves the loop over steps where a column is not as assumed. */
  private judge(): void {
    const { body, watched, layout } = this;
    if (watched.length === 0) return;
    watched.forEach(({ limit, isLow, local }, k) => {
      body
        .get(local)
        .f64x2(limit)
        .vector(isLow ? 'f64x2_lt' : 'f64x2_gt');
      if (k > 0) body.vector('v128_or');
    });
    const doubt = body.local('i32');
    body.vector('i64x2_bitmask').set(doubt).i32(0).get(doubt).memory('i32_store', layout.doubt);
    body.get(doubt).branch('br_if', 1);
  }
  /** Follows what a column becomes: `push` leaves it on the stack. */
  private watch(column: number, push: (vector: number) => void): void {
    const { body } = this;
    for (const { isLow, local } of this.watched.filter((own) => own.column === column))
      for (const vector of this.vectors) {
        body.get(local);
        push(vector);
        body.vector(isLow ? 'f64x2_pmin' : 'f64x2_pmax').set(local);
      }
  }
  private oneStep(): void {
    const { body, layout, size, fixed } = this;
    for (const { limit, local } of this.watched) body.f64x2(limit).set(local);
    const inputs = this.program.leaves.map(() => this.vectors.map(() => body.local('v128')));
    this.loadShared(inputs);
    fixed.delayLines.forEach((line, d) => {
      body.get(parameters.first).get(this.step).op('i32_add').i32(line.steps).op('i32_rem_u');
      body.i32(8 * layout.padded).op('i32_mul').set(this.slots[d]!); // biome-ignore format: place of the slot
    });
    // the rest of the line in which the number of records lies
    const seenAt = layout.recordCount + 16;
    const write = laneWriter(this.program.code, body, inputs, layout.memories, this.constants, layout.vectors, seenAt);
    const [start, end] = [body.local('i32'), body.local('i32')];
    body.i32(0).set(start).open('loop');
    body.get(start).i32(8 * layout.block).op('i32_add').set(end); // biome-ignore format: one block
    body.get(end).i32(8 * layout.padded).get(end).i32(8 * layout.padded).op('i32_lt_s', 'select').set(end); // biome-ignore format: the smaller
    for (const segment of layout.segments) this.oneSegment(write, segment, inputs, start, end);
    body.get(end).set(start).get(end).i32(8 * layout.padded).op('i32_lt_s').branch('br_if', 0).op('end'); // biome-ignore format: next block
    this.move(this.each, 8 * size.each * size.instances);
    this.move(this.shared, 8 * size.shared);
    this.move(this.step, 1);
  }
  /** A segment for the instances of a block: bytes `start` to `end` of every column. */
  private oneSegment(
    write: LaneWriter,
    segment: Segment,
    inputs: readonly (readonly number[])[],
    start: number,
    end: number,
  ): void {
    const { body } = this;
    body.get(start).set(this.at).i32(0).set(this.scratch).open('loop');
    // one vector after the other: the processor overlaps them by itself, and few values live at once
    for (const vector of this.everyVector) {
      this.vectors = [vector];
      write.select(this.vectors);
      for (const action of segment.actions) this.act(write, action, inputs);
      if (segment === this.layout.segments.at(-1)) this.finish(write);
    }
    this.move(this.at, 8 * this.group);
    this.move(this.scratch, 8 * this.group);
    body.get(this.at).get(end).op('i32_lt_s').branch('br_if', 0).op('end'); // biome-ignore format: one condition
  }
  private act(write: LaneWriter, action: Action, inputs: readonly (readonly number[])[]): void {
    const { layout, program } = this;
    switch (action.kind) {
      case 'load':
        this.load(action.leaf, inputs);
        return;
      case 'take':
        this.take(write, action.id);
        return;
      case 'write':
        write.write([action.id]);
        return;
      case 'branch':
        write.branch(action.id, {
          before: () => {
            for (const inner of action.before) this.act(write, inner, inputs);
          },
          after: (mask) => {
            for (const column of action.columns) this.storeWhere(write, mask, column);
            this.raiseFlags(write, action.flags, mask);
          },
          skipped: new Set([
            ...action.columns.map((k) => program.columns[k]!.next!),
            ...action.flags.map((f) => f.raised),
          ]),
        });
        return;
      case 'leave':
        this.put(write, action.id, this.scratch, layout.scratch.get(action.id)!);
        return;
      case 'store': {
        const next = program.columns[action.column]!.next!;
        this.put(write, next, this.at, layout.columns[action.column]!);
        this.watch(action.column, (vector) => write.push(next, vector));
        return;
      }
      case 'flags':
        this.raiseFlags(write, action.flags, null);
        return;
      case 'events':
        this.writeEvents(write, () => {
          for (const inner of action.before) this.act(write, inner, inputs);
        });
        return;
      default:
        action satisfies never;
    }
  }
  /** Inside of a branch: the new value of a column in the lanes of the mask. */
  private storeWhere(write: LaneWriter, mask: LaneId, column: number): void {
    const { body } = this;
    const [, inside] = this.program.code.get(this.program.columns[column]!.next!).args as readonly [LaneId, LaneId];
    for (const vector of this.vectors) {
      const place = this.layout.columns[column]! + 8 * lanes * vector;
      body.get(this.at);
      write.push(inside, vector);
      body.get(this.at).vectorMemory('v128_load', place);
      write.push(mask, vector);
      body.vector('v128_bitselect').vectorMemory('v128_store', place);
    }
    this.watch(column, (vector) =>
      body.get(this.at).vectorMemory('v128_load', this.layout.columns[column]! + 8 * lanes * vector),
    );
  }
  private take(write: LaneWriter, id: LaneId): void {
    for (const vector of this.vectors) {
      const local = this.body.local('v128');
      this.body.get(this.scratch).vectorMemory('v128_load', this.layout.scratch.get(id)! + 8 * lanes * vector);
      this.body.set(local);
      write.bind(id, vector, local);
    }
  }
  /** What leaves the step besides states. */
  private finish(write: LaneWriter): void {
    this.program.sources.forEach((id, d) => {
      this.body.get(this.slots[d]!).get(this.at).op('i32_add').set(this.address); // biome-ignore format: place in the slot
      this.put(write, id, this.address, this.layout.delays[d]!);
    });
  }
  private put(write: LaneWriter, id: LaneId, base: number, offset: number): void {
    for (const vector of this.vectors) {
      this.body.get(base);
      write.push(id, vector);
      this.body.vectorMemory('v128_store', offset + 8 * lanes * vector);
    }
  }
  private loadShared(inputs: readonly (readonly number[])[]): void {
    const { body } = this;
    this.program.leaves.forEach(({ kind, index, fraction }, k) => {
      if (kind !== 'input') return;
      const { perInstance, place } = this.size.places[index]!;
      if (perInstance) return;
      for (const vector of this.vectors) {
        body.get(this.shared).vectorMemory('v128_load64_splat', 8 * place);
        body.f64x2(2 ** -fraction).vector('f64x2_mul').set(inputs[k]![vector]!); // biome-ignore format: scaled
      }
    });
  }
  private load(k: number, inputs: readonly (readonly number[])[]): void {
    const { body, layout } = this;
    const { kind, index, fraction } = this.program.leaves[k]!;
    const place = kind === 'input' ? this.size.places[index]! : null;
    if (place && !place.perInstance) return;
    for (const vector of this.vectors) {
      const offset = 8 * lanes * vector;
      const pulled = kind === 'input' ? layout.pulls.get(index) : undefined;
      if (pulled) pushPulled(body, this.at, pulled, vector);
      else if (place) this.loadEach(place.place, fraction, vector);
      else if (kind === 'delayed')
        body
          .get(this.slots[index]!)
          .get(this.at)
          .op('i32_add')
          .vectorMemory('v128_load', layout.delays[index]! + offset);
      else {
        const columns = kind === 'state' ? layout.columns : layout.params;
        body.get(this.at).vectorMemory('v128_load', columns[index]! + offset);
      }
      body.set(inputs[k]![vector]!);
    }
  }
  /** Inputs of the instances of a vector; the padding takes that of the first of the group. */
  private loadEach(place: number, fraction: number, vector: number): void {
    const { body, size } = this;
    const addresses = [0, 1].map((lane) => {
      const [address, ahead] = [body.local('i32'), lanes * vector + lane];
      body.get(this.at).i32(size.each).op('i32_mul').get(this.each).op('i32_add').set(this.address); // biome-ignore format: of the group
      body.get(this.address).i32(8 * size.each * ahead).op('i32_add').get(this.address); // biome-ignore format: both addresses
      body.get(this.at).i32(8 * (size.instances - ahead)).op('i32_lt_s', 'select').set(address); // biome-ignore format: one of them
      return address;
    });
    body
      .get(addresses[1]!)
      .get(addresses[0]!)
      .vectorMemory('v128_load64_zero', 8 * place);
    body.vectorMemory('v128_load64_lane', 8 * place, 1);
    body.f64x2(2 ** -fraction).vector('f64x2_mul');
  }
  /** Pushes whether any of the masks is true anywhere. */
  private pushAny(write: LaneWriter, masks: readonly LaneId[]): void {
    let isFirst = true;
    for (const mask of masks)
      for (const vector of this.vectors) {
        write.push(mask, vector);
        if (!isFirst) this.body.vector('v128_or');
        isFirst = false;
      }
    // a mask is all ones in its lanes
    this.body.vector('i64x2_bitmask');
  }
  /** Pushes a lane of a mask as i32. */
  private pushLane(write: LaneWriter, mask: LaneId, instance: number): void {
    write.push(mask, Math.floor(instance / lanes));
    this.body.lane('i32x4_extract_lane', 2 * (instance % lanes));
  }
  private forGroup(visit: (instance: number) => void): void {
    for (const vector of this.vectors) for (let lane = 0; lane < lanes; lane++) visit(lanes * vector + lane);
  }
  /** One test for all flags; which and where is found when it is true. */
  private raiseFlags(write: LaneWriter, all: readonly Flag[], mask: LaneId | null): void {
    const { body, layout } = this;
    if (all.length === 0) return;
    // inside of a branch: what the flag is joined from
    const flags = all.map(({ raised, bit }) => ({
      raised: mask === null ? raised : this.program.code.get(raised).args[1]!,
      bit,
    }));
    this.pushAny(
      write,
      flags.map(({ raised }) => raised),
    );
    body.open('if');
    const word = body.local('i32');
    body.i32(0).i32(1).memory('i32_store', layout.raised);
    body.get(this.at).i32(1).op('i32_shr_u').set(word); // biome-ignore format: 4 bytes an instance
    for (const { raised, bit } of flags)
      this.forGroup((instance) => {
        const place = layout.flags + 4 * instance;
        body.get(word).get(word).memory('i32_load', place);
        this.pushLane(write, raised, instance);
        if (mask !== null) this.pushLane(write, mask, instance);
        if (mask !== null) body.op('i32_and');
        body.i32(1 << bit).op('i32_and', 'i32_or').memory('i32_store', place); // biome-ignore format: one word
      });
    body.op('end');
  }
  private writeEvents(write: LaneWriter, prepare: () => void): void {
    const { body, program, size } = this;
    this.pushAny(
      write,
      program.events.map(({ fired }) => fired),
    );
    body.open('if');
    prepare();
    this.forGroup((instance) => {
      // the padding has no events
      if (instance > 0) body.get(this.at).i32(8 * (size.instances - instance)).op('i32_lt_s').open('if'); // biome-ignore format: one condition
      program.events.forEach((event, e) => {
        this.writeEvent(write, event, e, instance);
      });
      if (instance > 0) body.op('end');
    });
    body.op('end');
  }
  private writeEvent(write: LaneWriter, event: LaneProgram['events'][number], number: number, instance: number): void {
    const { body } = this;
    this.pushLane(write, event.fired, instance);
    body.open('if');
    const store = (field: number, push: () => void): void => {
      body.get(this.record);
      push();
      body.memory('i32_store', 4 * field);
    };
    store(0, () => body.get(this.step));
    store(1, () => body.get(this.at).i32(3).op('i32_shr_u').i32(instance).op('i32_add')); // biome-ignore format: number
    store(2, () => body.i32(number));
    store(3, () => this.pushFraction(write, event.fraction, instance));
    this.move(this.record, recordBytes);
    body.op('end');
  }
  private pushFraction(write: LaneWriter, fraction: LaneId | null, instance: number): void {
    if (fraction === null) {
      this.body.i32(0);
      return;
    }
    write.push(fraction, Math.floor(instance / lanes));
    this.body.lane('f64x2_extract_lane', instance % lanes).op('i64_trunc_f64_s', 'i32_wrap_i64');
  }
}
