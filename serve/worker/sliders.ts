/** Numbers of a file that a slider can move: settings of the experiment and parameters of its circuit that are one number with a unit. */
import { DiagnosticSink, parseFile, type SourceFile, type Syntax } from '../../dsl/index.ts';
import type { Slider } from '../protocol.ts';

/** Settings that are not quantities of the circuit. */
const notQuantities = new Set(['stop', 'dt', 'settle', 'seed', 'tolerance', 'solver']);

export function slidersOf(source: SourceFile, experiment: string | null): Slider[] {
  const { declarations } = parseFile(source, new DiagnosticSink());
  const chosen = declarations.find(
    (d): d is Syntax.ExperimentDeclaration =>
      d.kind === 'experiment' && (experiment === null || d.name.text === experiment),
  );
  if (chosen === undefined) return [];
  const circuit = declarations.find(
    (d): d is Syntax.DeviceDeclaration =>
      (d.kind === 'circuit' || d.kind === 'device') && d.name.text === chosen.of.text,
  );
  const swept = new Set(chosen.body.flatMap((s) => (s.kind === 'sweep' ? [s.name.text] : [])));
  const settings = chosen.body.flatMap((s) =>
    s.kind === 'setting' && !notQuantities.has(s.name.text)
      ? numberIn(s.name.text, s.value, source, `set by ${chosen.name.text}`)
      : [],
  );
  const set = new Set(settings.map(({ name }) => name));
  const params = (circuit?.body ?? []).flatMap((s) =>
    s.kind === 'param' && s.value !== null
      ? numberIn(s.name.text, s.value, source, `parameter of ${chosen.of.text}`)
      : [],
  );
  return [...settings, ...params.filter(({ name }) => !set.has(name))].filter(({ name }) => !swept.has(name));
}

/** The number with its unit as it is written; nothing where the value is more than a number. */
function numberIn(name: string, value: Syntax.Expression, source: SourceFile, about: string): Slider[] {
  const number = value.kind === 'unary' && value.operator === '-' ? value.operand : value;
  if (number.kind !== 'number') return [];
  const written = source.text.slice(value.span.start, value.span.end);
  const parts = /^\s*([-+]?[0-9.]+(?:[eE][-+]?\d+)?)\s*(.*?)\s*$/.exec(written);
  if (parts === null) return [];
  return [{ name, value: Number(parts[1]), unit: parts[2]!, about }];
}
