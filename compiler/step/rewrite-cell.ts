/** All values of a cell that something outside its graph refers to, and a cell with all of them mapped. */
import type { Graph, ValueId } from '../ops/graph.ts';
import type { StepCell, StepForm } from './form.ts';

export function rootsOf(cell: StepCell): ValueId[] {
  return [
    ...cell.next,
    ...cell.events.flatMap((event) => (event.fraction === null ? [event.fired] : [event.fired, event.fraction])),
    ...cell.asserts.map((assert) => assert.holds),
    ...cell.observations.map((observation) => observation.value),
    ...cell.delayLines.map((line) => line.source),
  ];
}
export function mapRoots(cell: StepCell, graph: Graph, map: (value: ValueId) => ValueId): StepCell {
  return {
    ...cell,
    graph,
    next: cell.next.map(map),
    events: cell.events.map((event) => ({
      ...event,
      fired: map(event.fired),
      fraction: event.fraction === null ? null : map(event.fraction),
    })),
    asserts: cell.asserts.map((assert) => ({ ...assert, holds: map(assert.holds) })),
    observations: cell.observations.map((observation) => ({ ...observation, value: map(observation.value) })),
    delayLines: cell.delayLines.map((line) => ({ ...line, source: map(line.source) })),
  };
}
export function withCell(form: StepForm, cell: StepCell): StepForm {
  return { ...form, population: { ...form.population, cell } };
}
