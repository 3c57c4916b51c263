/**
 * A piece of a run: some of the points of its sweeps. Points are copies of the network that know nothing of each other, so a piece is the
 * same forms with fewer instances; a draw keeps the address that it has in the whole.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';

/** Points `first` to `first + count - 1`. */
export interface Piece {
  readonly first: number;
  readonly count: number;
}

/** The network of some points only. The experiment stays that of the whole. */
export function pieceOf(network: StepNetwork, { first, count }: Piece): StepNetwork {
  return network.map((form) => {
    const { size, instances, shape } = form.population;
    const range = rangeOf(form, { first: first * size, count: count * size });
    return {
      ...range,
      population: { ...range.population, shape: size === 1 && instances === shape[0] ? [count] : shape },
    };
  });
}
/** The form of some instances of a part only: what each has is what it has in the whole, its draws too. */
export function rangeOf(form: StepForm, piece: Piece): StepForm {
  const { first, count } = piece;
  const { population } = form;
  const { cell } = population;
  const mine = (values: Float64Array): Float64Array =>
    values.length > 1 ? values.slice(first, first + count) : values;
  return {
    ...form,
    population: {
      ...population,
      instances: count,
      cell: {
        ...cell,
        states: cell.states.map((state) => ({ ...state, initial: mine(state.initial) })),
        params: cell.params.map((param) => ({ ...param, values: mine(param.values) })),
        delayLines: cell.delayLines.map((line) => ({ ...line, initial: mine(line.initial), ...ownSteps(line, piece) })),
        draws: cell.draws.map((draw) => ({ ...draw, firstInstance: (draw.firstInstance ?? 0) + first })),
      },
    },
  };
}

/** The same of the bit-exact forms: formats and tables are those of the whole. */
export function fixedPieceOf(fixed: readonly FixedForm[], { first, count }: Piece): FixedForm[] {
  const network = pieceOf(
    fixed.map(({ step }) => step),
    { first, count },
  );
  return fixed.map((form, part) => {
    const { size } = form.step.population;
    return { ...fixedRangeOf(form, { first: first * size, count: count * size }), step: network[part]! };
  });
}
/** The same of the instances of a part. */
export function fixedRangeOf(form: FixedForm, piece: Piece): FixedForm {
  const { first, count } = piece;
  const mine = (integers: readonly bigint[]): readonly bigint[] =>
    integers.length > 1 ? integers.slice(first, first + count) : integers;
  return {
    ...form,
    step: rangeOf(form.step, { first, count }),
    states: form.states.map((state) => ({ ...state, initial: mine(state.initial) })),
    params: form.params.map((param) => ({ ...param, integers: mine(param.integers) })),
    delayLines: form.delayLines.map((line) => ({ ...line, initial: mine(line.initial), ...ownSteps(line, piece) })),
    draws: form.draws.map((draw) => ({ ...draw, firstInstance: (draw.firstInstance ?? 0) + first })),
  };
}
/** Steps of the delays of the instances of a piece, where each has its own. */
function ownSteps({ own }: { readonly own?: Uint32Array }, { first, count }: Piece): { readonly own?: Uint32Array } {
  return own === undefined ? {} : { own: own.slice(first, first + count) };
}
