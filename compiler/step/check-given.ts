/**
 * turns  nothing: what an experiment gives to parameters must lie in the ranges that these declare
 * needs  the settings of the experiment, bound to the instances
 * keeps  everything
 * cost   the numbers of settings
 */
import type { Draft } from './draft.ts';
import { quantityText } from './quantity-text.ts';

export function checkGiven(draft: Draft): void {
  const { cell, binding, experiment } = draft;
  for (const [index, setting] of binding.params) {
    const { name, range, unit } = cell.params[index]!;
    if (range === undefined || setting.kind === 'stimulus') continue;
    const values = setting.kind === 'constant' ? [setting.value] : setting.values;
    const outside = values.find((value) => value < range.low || value > range.high);
    if (outside === undefined) continue;
    const given = experiment.settings.find(
      ({ target }) => target.kind === 'param' && target.part === binding.part && target.index === index,
    );
    draft.report('E0220', `\`${name}\` lies outside of its range`, given?.origin ?? experiment.origin, {
      label: quantityText(outside, unit),
      related: [
        { span: range.origin, text: `allowed: ${quantityText(range.low, unit)} .. ${quantityText(range.high, unit)}` },
      ],
    });
  }
}
