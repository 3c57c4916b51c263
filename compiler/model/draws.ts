/**
 * Random draws: `uniform(a, b)`, `normal(mean, sigma)` (or `gaussian`), `lognormal(median, sigma)` (whose logarithm has the
 * standard deviation sigma), and `noise`, `noise3`: white noise of spectral density 1,
 * in 1/sqrt(Hz), that the step scales with 1/sqrt(dt). Each place in the text, of each instance, is a site of its own. In the
 * value of a parameter and the initial value of a state a draw is made once, before the run; elsewhere once a step.
 */
import { powerOfDimension, type Span } from '../../dsl/index.ts';
import { mostSeeds, mostSites } from '../ops/draw/draw.ts';
import type { ValueId } from '../ops/graph.ts';
import type { CallExpression, Environment } from './environment.ts';
import { evaluate, positional } from './expressions.ts';
import type { Instance } from './instance.ts';
import { negate, scalar, wantPlain, wantReal, wantSame } from './operators.ts';
import { hertz, type Quantity, real, vector } from './quantity.ts';

const usages: Readonly<Record<string, string>> = {
  uniform: 'uniform(low, high)',
  normal: 'normal(mean, sigma)',
  gaussian: 'gaussian(mean, sigma)',
  lognormal: 'lognormal(median, sigma)',
};

/** Undefined when the call is no draw. `here` is the place of the call, which may be inside a function. */
export function drawCall(
  call: CallExpression,
  instance: Instance,
  here: Environment<ValueId>,
): Quantity<ValueId> | null | undefined {
  const word = call.callee.text;
  const usage = Object.hasOwn(usages, word) ? usages[word]! : undefined;
  if (usage === undefined) return undefined;
  const named = call.args.filter((arg) => arg.name?.text === 'seed');
  const args = positional({ ...call, args: call.args.filter((arg) => !named.includes(arg)) }, usage, 2, 2, here);
  const [a, b] = args ?? [];
  const seed = named[0] ? seedOf(named[0].value, instance, here) : undefined;
  if (!a || !b || seed === null) return null;
  if (!wantReal(here, a.quantity, a.expression) || !wantReal(here, b.quantity, b.expression)) return null;
  const isLog = word === 'lognormal';
  if (
    isLog
      ? !wantPlain(here, b.quantity, b.expression, '`sigma`')
      : !wantSame(here, a, b, `the second number of \`${word}\` beside`)
  )
    return null;
  const kind = word === 'uniform' ? 'uniform' : 'normal';
  const leaf = makeDraw(instance, { kind, white: false, seed: seed ?? null, origin: call.span });
  if (leaf === null) return null;
  const [x, y] = [a.quantity.parts[0]!, b.quantity.parts[0]!];
  if (isLog) {
    const factor = here.builder.operation('exp', [scalar(here, 'multiply', y, leaf)], 'real');
    return real(scalar(here, 'multiply', x, factor), a.quantity.dimension, a.quantity.unit);
  }
  const width = kind === 'uniform' ? scalar(here, 'add', y, negate(here, x)) : y;
  const value = scalar(here, 'add', scalar(here, 'multiply', width, leaf), x);
  return real(value, a.quantity.dimension, a.quantity.unit);
}

/** White noise, a number or three independent ones; undefined for any other word. */
export function noiseWord(word: string, span: Span, instance: Instance): Quantity<ValueId> | null | undefined {
  if (word !== 'noise' && word !== 'noise3') return undefined;
  if (instance.cell.drawsOnce)
    return instance.context.reporter.report('E0291', span, `\`${word}\` has no value before the run`, {
      label: 'white noise lasts',
      help: 'draw a number once with `normal(mean, sigma)` or `uniform(low, high)`',
    });
  const parts = Array.from({ length: word === 'noise' ? 1 : 3 }, () =>
    makeDraw(instance, { kind: 'normal', white: true, seed: null, origin: span }),
  );
  if (!parts.every((part) => part !== null)) return null;
  const dimension = powerOfDimension(hertz, 0.5);
  return parts.length === 1 ? real(parts[0]!, dimension) : vector(parts, dimension);
}

function makeDraw(
  instance: Instance,
  draw: { kind: 'uniform' | 'normal'; white: boolean; seed: number | null; origin: Span },
): ValueId | null {
  const { cell, context } = instance;
  if (cell.draws.length >= mostSites)
    return context.reporter.report('E0291', draw.origin, `a circuit draws at ${mostSites} places at most`);
  if (draw.seed !== null && !cell.drawsOnce)
    return context.reporter.report('E0291', draw.origin, 'a draw that is made in every step has no seed of its own', {
      help: 'the seed of the experiment (`seed = 1`) is that of all its steps; a parameter or an initial value may have its own',
    });
  return cell.draw({ ...draw, once: cell.drawsOnce });
}

function seedOf(expression: CallExpression['args'][number]['value'], instance: Instance, here: Environment<ValueId>) {
  const q = evaluate(expression, here);
  if (!q || !wantReal(here, q, expression) || !wantPlain(here, q, expression, 'a seed')) return null;
  const seed = here.builder.constantOf(q.parts[0]!);
  if (seed !== undefined && Number.isInteger(seed) && seed >= 0 && seed < mostSeeds) return seed;
  return instance.context.reporter.report('E0291', expression.span, 'a seed is a whole number written here', {
    help: `from 0 to ${mostSeeds - 1}`,
  });
}
