/** Which parameters of the file have a given value: a zero that stands in a denominator was written somewhere. */
import type { Span } from '../../dsl/index.ts';
import type { Draft } from './draft.ts';
import { evaluator } from './evaluate.ts';
import { quantityText } from './quantity-text.ts';

/** More places than this say nothing. */
const most = 3;

/** Labels of the params, of the instances whose names begin with `prefix`, that are `number` at some swept point. */
export function paramsThatAre(draft: Draft, number: number, prefix = ''): { span: Span; text: string }[] {
  const { params } = draft.cell;
  const found = params.flatMap((param, i) => {
    if (!param.name.startsWith(prefix) || !valuesOf(draft, i).includes(number)) return [];
    return [{ span: param.given ?? param.origin, text: `${param.name} is ${quantityText(number, param.unit)}` }];
  });
  return found.length > most ? [] : found;
}
/** What the experiment makes of a param, or its default; one number, or one per instance. */
function valuesOf(draft: Draft, index: number): readonly number[] {
  const setting = draft.binding.params.get(index);
  if (setting?.kind === 'constant') return [setting.value];
  if (setting) return setting.kind === 'instance' ? [...setting.values] : [];
  const { graph, params } = draft.cell;
  const run = evaluator(graph, [params[index]!.value]);
  return [
    ...run((leaf) => (leaf.op === 'param' ? (valuesOf(draft, leaf.attributes.index!)[0] ?? Number.NaN) : Number.NaN)),
  ];
}
