/** The table of `npm run library`: one row for each `expect` line of an experiment. */

interface Verdict {
  /** SI; null when the measure saw nothing. */
  readonly value: number | null;
  readonly pass: boolean;
}
/** What `qnmc verify --json` says about one experiment, as far as the table needs it. */
export interface ExperimentResult {
  readonly name: string;
  readonly pass: boolean;
  /** Why it does not pass. */
  readonly reasons: readonly string[];
  readonly bitExact: boolean;
  readonly expects: readonly {
    readonly text: string;
    readonly source: string;
    readonly unit: { readonly text: string; readonly scale: number };
    readonly float64: Verdict | null;
    readonly fixed: Verdict | null;
    readonly rtl: Verdict | null;
  }[];
}

export const header =
  '| experiment | expected | float64 | fixed | RTL | bit-exact | source |\n|---|---|---|---|---|---|---|';

/** Rows of one experiment; a value that misses its figure is marked with `!`. */
export function experimentRows({ name, bitExact, expects }: ExperimentResult): string[] {
  return expects.map(({ text, source, unit, float64, fixed, rtl }) => {
    const cell = (verdict: Verdict | null): string => {
      if (verdict === null) return '-';
      const value = verdict.value === null ? 'none' : Number((verdict.value * unit.scale).toPrecision(6));
      return `${value}${unit.text === '' ? '' : ` ${unit.text}`}${verdict.pass ? '' : ' !'}`;
    };
    const said = text
      .replace(/^expect\s+/, '')
      .replace(/\s+/g, ' ')
      .replaceAll('|', '\\|');
    const cells = [name, said, cell(float64), cell(fixed), cell(rtl), bitExact ? 'yes' : 'no', source];
    return `| ${cells.join(' | ')} |`;
  });
}

const preface = (folder: string): string => `# The library, verified: ${folder}

Made by \`npm run library\` from \`${folder}\`: every figure is an \`expect\` line there, its source in the last column; \`!\` marks one
that is missed. An empty cell (-): the line is not meant for that model.
`;

/** The sections of a document that was made before, by name of the file. */
export function sectionsOf(document: string): Map<string, string> {
  const parts = document.split(/^(?=## )/m).slice(1);
  return new Map(parts.map((part) => [part.slice(3, part.indexOf('\n')), `${part.trimEnd()}\n`]));
}
/** The page of one folder of examples. */
export function documentOf(folder: string, sections: ReadonlyMap<string, string>): string {
  return [preface(folder), ...[...sections].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text)].join('\n');
}
