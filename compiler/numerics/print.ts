/** Form 4 as text: states, then every value with format, range, error and what it is computed from; tables at the end. */
import { type Attributes, formatText, operation } from '../ops/index.ts';
import type { FixedForm, FixedId, FixedValue } from './form.ts';

export function printFixed(fixed: FixedForm): string {
  const names = fixed.values.map((value, id) => value.name ?? `t${id}`);
  const lines = [
    `fixed ${fixed.step.circuit} for ${fixed.step.experiment.name}, tolerance ${percent(fixed.tolerance)}`,
    '',
  ];
  lines.push(
    ...printStates(fixed, names),
    ...printLeaves(fixed),
    ...printValues(fixed, names),
    ...printOutputs(fixed, names),
    ...printTables(fixed),
  );
  return `${lines.join('\n')}\n`;
}
function percent(part: number): string {
  return `${short(100 * part)} %`;
}
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return low === high ? short(low) : `${short(low)} .. ${short(high)}`;
}
/** Columns as wide as their widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd()}`,
  );
}
function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [title, ...aligned(rows), ''];
}

function printStates(fixed: FixedForm, names: readonly string[]): string[] {
  const { states } = fixed.step.population.cell;
  return section(
    'states',
    fixed.states.map((s, i) => {
      const { text, scale } = states[i]!.unit;
      return [
        s.name,
        formatText(s.format) + (s.said ? ' (said)' : ''),
        `in ${rangeText({ low: scale * s.range.low, high: scale * s.range.high })}`,
        `local error <= ${short(scale * s.localError)}`,
        text,
        `next ${names[s.next]}`,
      ];
    }),
  );
}
function printLeaves(fixed: FixedForm): string[] {
  return [
    ...section(
      'params',
      fixed.params.map((p) => [p.name, formatText(p.format)]),
    ),
    ...section(
      'inputs',
      fixed.inputs.map((p) => [p.name, formatText(p.format)]),
    ),
    ...section(
      'delays',
      fixed.delayLines.map((d) => [d.name, formatText(d.format), `${d.own ? 'up to ' : ''}${d.steps} steps`]),
    ),
  ];
}
function printValues(fixed: FixedForm, names: readonly string[]): string[] {
  return section(
    'values',
    fixed.values.map((value, id) => [
      names[id]!,
      formatText(value.format),
      `= ${computation(fixed, value, names)}`,
      endsText(value),
      value.type === 'bool' ? '' : `in ${rangeText(value.range)}`,
      value.error > 0 ? `error <= ${short(value.error)}` : 'exact',
    ]),
  );
}
function computation(fixed: FixedForm, value: FixedValue, names: readonly string[]): string {
  const args = value.args.map((arg: FixedId) => names[arg]!);
  if (value.op === 'constant') return `${value.integer} (${short(value.attributes.value!)})`;
  if (value.table) return `${value.table.name}[${args[0]}]   // ${value.table.of}`;
  if (value.args.length === 0) return leafText(fixed, value.op, value.attributes);
  return operation(value.op).print(args, value.attributes);
}
function leafText(fixed: FixedForm, op: string, attributes: Attributes): string {
  const index = attributes.index!;
  const lists: Readonly<Record<string, readonly { readonly name: string }[]>> = {
    state: fixed.states,
    param: fixed.params,
    input: fixed.inputs,
    delayed: fixed.delayLines,
    draw: fixed.draws.map(({ kind, site }) => ({ name: `${kind}, site ${site}` })),
  };
  return `${op} ${lists[op]?.[index]?.name ?? index}`;
}
function endsText({ overflow, flagged, rounding, args }: FixedValue): string {
  if (args.length === 0) return '';
  const ends =
    overflow === 'saturate' ? (flagged ? 'saturates, flagged' : 'clips') : overflow === 'wrap' ? 'wraps' : '';
  return rounding === 'floor' ? `${ends} floor`.trim() : ends;
}
function printOutputs(fixed: FixedForm, names: readonly string[]): string[] {
  return [
    ...section(
      'events',
      fixed.events.map((e) => [e.name, `when ${names[e.fired]}`, e.fraction === null ? '' : `at ${names[e.fraction]}`]),
    ),
    ...section(
      'asserts',
      fixed.asserts.map((a) => [names[a.holds]!, a.message]),
    ),
  ];
}
function printTables(fixed: FixedForm): string[] {
  return section(
    'tables',
    fixed.tables.map((t) => [
      t.name,
      `${formatText(t.input)} codes ${t.lowCode} .. ${t.highCode}`,
      `degree ${t.degree}`,
      `${t.coefficients[0]!.words.length} segments`,
      `${t.coefficients.map((c) => c.width).join('+')} bits`,
      `error <= ${short(t.error)} on ${t.inputsChecked} inputs`,
      `// ${t.of}`,
    ]),
  );
}
