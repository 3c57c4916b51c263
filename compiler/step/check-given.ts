/**
 * turns  nothing: what an experiment gives to parameters must lie in the ranges that these declare
 * needs  the settings of the experiment, bound to the instances
 * keeps  everything
 * cost   the numbers of settings
 */
import type { Draft } from './draft.ts';

export function checkGiven(draft: Draft): void {
  const { cell, binding, experiment } = draft;
  for (const [index, setting] of binding.params) {
    const { name, range, unit } = cell.params[index]!;
    if (range === undefined || setting.kind === 'stimulus') continue;
    const values = setting.kind === 'constant' ? [setting.value] : setting.values;
    const outside = values.find((value) => value < range.low || value > range.high);
    if (outside === undefined) continue;
    const text = (value: number): string => `${Number((value * unit.scale).toPrecision(9))} ${unit.text}`.trimEnd();
    const given = experiment.settings.find(
      ({ target }) => target.kind === 'param' && target.part === binding.part && target.index === index,
    );
    draft.report('E0220', `\`${name}\` lies outside of its range`, given?.origin ?? experiment.origin, {
      label: `${text(outside)}`,
      related: [{ span: range.origin, text: `allowed: ${text(range.low)} .. ${text(range.high)}` }],
    });
  }
}
