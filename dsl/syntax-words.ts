/** Places of the grammar and what they hold, in the reader's words. */

/** Where statements stand. */
export type Place =
  | 'file'
  | 'device'
  | 'block'
  | 'experiment'
  | 'discipline'
  | 'settings'
  | 'target'
  | 'repeat'
  | 'couple';

const PLACES: Readonly<Record<string, Place>> = {
  file: 'file',
  declaration: 'file',
  deviceDeclaration: 'device',
  bodyStatement: 'device',
  namedStatement: 'device',
  block: 'block',
  blockStatement: 'block',
  experimentDeclaration: 'experiment',
  experimentStatement: 'experiment',
  disciplineDeclaration: 'discipline',
  disciplineMember: 'discipline',
  settingsBlock: 'settings',
  targetStatement: 'target',
  targetEntry: 'target',
  repeatStatement: 'repeat',
  coupleStatement: 'couple',
};

/** The place whose statements a rule reads; with `rules`, the place around a rule that is a statement itself. */
export function placeOf(rule: string, rules: readonly string[] = []): Place | null {
  const own = PLACES[rule];
  if (own !== undefined) return own;
  const around = rules.findLast((name) => PLACES[name] !== undefined);
  return around === undefined ? null : PLACES[around]!;
}

interface Home {
  readonly places: readonly Place[];
}
function homes(places: readonly Place[], words: string): [string, Home][] {
  return words.split(' ').map((word) => [word, { places }]);
}
/** Words that begin statements, with the places they belong to. */
export const statementWords: ReadonlyMap<string, Home> = new Map([
  ...homes(['file'], 'use unit discipline device circuit experiment'),
  ...homes(['file', 'device'], 'function param host'),
  ...homes(['device'], 'state memory event on every table node couple place probe solve'),
  ...homes(['device', 'block', 'experiment'], 'let'),
  ...homes(['device', 'experiment'], 'assert'),
  ...homes(['experiment'], 'sweep record measure expect plot data repeat target'),
  ...homes(['experiment', 'repeat'], 'phase'),
  ...homes(['experiment', 'target'], 'lanes solver'),
  ...homes(['target'], 'scale'),
  ...homes(['discipline'], 'potential flow value reference'),
]);
/** The words that begin a statement in a place. */
export function wordsOfPlace(place: Place): string[] {
  return [...statementWords].filter(([, home]) => home.places.includes(place)).map(([word]) => word);
}

/** What a rule was looking for, where that says more than the token it missed. */
const LOOKED_FOR: Readonly<Record<string, string>> = {
  declaration: 'a declaration (`use`, `device`, `circuit`, `experiment`)',
  bodyStatement: 'a statement',
  blockStatement: 'an assignment or `let`',
  experimentStatement: 'a setting or a statement of an experiment',
  disciplineMember: '`potential`, `flow`, `value` or `reference`',
  primary: 'a value',
  expression: 'a value',
  type: 'a unit or a shape (`vec3`, `direction`, `complex`, `angle`)',
  expectRelation: 'a comparison (`~`, `==`, `<`, `<=`, `>`, `>=`)',
  useDeclaration: 'the name of a library (`std.mott`) or a file in quotes',
  selector: 'a name',
  coupledDevice: 'a device',
  repeatStatement: 'a `phase`',
  targetEntry: 'a setting or a requirement',
};
/** Names that have a meaning: what `a name` stands for in a rule. */
const NAMES: Readonly<Record<string, string>> = {
  deviceDeclaration: 'the name of the device or circuit',
  experimentDeclaration: 'a name',
  disciplineDeclaration: 'the name of the discipline',
  disciplineQuantity: 'the name of the quantity',
  unitDeclaration: 'the symbol of the unit, a name',
  port: 'a name',
  typedName: 'a name',
  letStatement: 'the name of the value',
  eventStatement: 'the name of the event',
  functionStatement: 'the name of the function',
  tableStatement: 'the name of the table',
  measureStatement: 'the name of the measure',
  probeStatement: 'the name of the probe',
  instanceTail: 'the name of a device',
  sweepStatement: 'the name of what is swept',
  atPoint: 'the name of what is swept',
};
/** Lists that go on after a comma. */
const LISTS: Readonly<Record<string, string>> = {
  callArguments: '`,` or `)`',
  typedNames: '`,` or `)`',
  parenthesised: '`,` or `)`',
  shapeBrackets: '`,` or `]`',
};

/** What a rule expected, given the label of the token (or the list of tokens) it missed. */
export function describeExpected(rule: string, label: string): string {
  if (label.startsWith('`if`, `not`, `-`')) return LOOKED_FOR['expression']!;
  if (label === 'a name') return NAMES[rule] ?? label;
  if (label === '`)`' || label === '`]`') return LISTS[rule] ?? (rule === 'deviceDeclaration' ? '`,` or `)`' : label);
  if (label === '`}`') return `${LOOKED_FOR[CONTENT[rule] ?? ''] ?? 'a statement'} or \`}\``;
  if (label === 'the end of the file') return LOOKED_FOR['declaration']!;
  const isChoice = label.includes(', ') || label.includes(' or ');
  return isChoice ? (LOOKED_FOR[rule] ?? label) : label;
}
/** The rule of what stands between the braces of a rule. */
const CONTENT: Readonly<Record<string, string>> = {
  deviceDeclaration: 'bodyStatement',
  experimentDeclaration: 'experimentStatement',
  block: 'blockStatement',
  disciplineDeclaration: 'disciplineMember',
  coupleStatement: 'coupledDevice',
  settingsBlock: 'blockStatement',
  repeatStatement: 'repeatStatement',
  targetStatement: 'targetEntry',
};

const onePort =
  'a port is one node: a port for each, `x0: number, x1: number`; or an array of nodes in the circuit, `node x: number[4]`, and devices that join ports to it, `R0: resistor(in0, x[0])`';
const sizes = 'sizes stand behind the name of what there are many of: `cell: Cell[24](in)`';
const partOfRun =
  'a measure of a part of the run is written `max(x) after 200 us`, `max(x) over last 1 ms`, `max(x) at end of PHASE`';
const HELPS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['from', 'for', 'when', 'by'].map((word) => [
      `experimentDeclaration:a setting or a statement of an experiment or \`}\` ${word}`,
      partOfRun,
    ]),
  ),
  'experimentDeclaration:`of`': 'an experiment names what it runs: `experiment NAME of CIRCUIT { ... }`',
  'port:`:`': 'a port has a discipline: `p: electrical`',
  'nodeStatement:`:` [': 'sizes stand behind the discipline: `node cell: electrical[28, 28]`',
  'port:`:` [': onePort,
  'deviceDeclaration:`,` or `)` [': onePort,
  "namedStatement:`:`, `'` or `(` [": sizes,
  'deviceDeclaration:a statement or `}` [': sizes,
  'deviceDeclaration:a statement or `}` :':
    'what an edge is made of stands in braces: `couple cell by chain { resistor(a.x, b.x) { R = 1 kΩ } }`',
  'coupleStatement:a device or `}` :':
    'as everywhere, a name stands first: `couple cell by chain { link: resistor(a.x, b.x) }`; it may be left out',
  'letStatement:`=` :': 'a `let` is what its expression is: it takes no type, `let x = ...`',
  'assignment:`=` .':
    'what is set has a plain name: an experiment sets ports and parameters of its circuit, and the circuit hands them down, `host param stress = 0` and `S: switch(x, gnd) { stress = stress }`',
  'assignment:`=` [':
    'what is set has a name and no index: an experiment gives each port its waveform, `x0 = 1 V  x1 = sine(1 V, 50 Hz)`; a parameter of an array takes a list, `{ I = [1, 2, 3] }`',
  'nodeStatement:`:`': 'a node has a discipline: `node out: electrical`',
  'eventStatement:`when`': 'an event has a condition: `event spike when rising(V(out), 1 V)`',
  'measureStatement:`=`': 'a measure is defined by a function of the run: `measure f = rate(spike)`',
  'sweepStatement:`=`':
    'a sweep gives values to an input or a parameter of the circuit, `sweep in = 9 V .. 15 V by 0.5 V`; the circuit hands them down: `X: device() { R = R }`',
  'conditional:`then`': 'a choice is written `if CONDITION then A else B`',
  'conditional:`else`': 'a choice has both sides: `if CONDITION then A else B`',
  'formatClause:`.`': 'a format is sign, width and fraction bits: `s24.19`',
  'coupleStatement:`by`': 'a coupling names its topology: `couple cell by grid(4) { ... }`',
  'tableStatement:`from`': 'a table names its file: `table R(T: K) -> Ω from "r.csv"`',
  'accessTail:`<+` or `=`': 'to add to a flow write `<+`; the owner of a node sets its potential with `=`',
  'callArguments:`,` or `)`': 'values are separated by `,`; a product is written with `*`',
  'phaseStatement:`for`': 'a phase has a duration: `phase free for 40 us { ... }`',
  ...Object.fromEntries(
    ['+=', '-', '*', '/'].map((sign) => [
      `assignment:\`=\` ${sign}`,
      `a block says what a state becomes: \`n = n ${sign[0]} ...\``,
    ]),
  ),
};
/** How to mend what a rule missed, where that is always the same; `found`: what stands there instead. */
export function helpOf(rule: string, expected: string, found: string): string | undefined {
  return HELPS[`${rule}:${expected} ${found}`] ?? HELPS[`${rule}:${expected}`];
}

const noLoops =
  'there are no loops: of many alike make an array, `cell: Cell[24](in)`, whose neighbours are joined by `couple cell by chain { ... }`; values that are swept stand in an experiment, `sweep R = 1 kΩ .. 3 kΩ by 1 kΩ`';
/** Words by which other languages choose and repeat, and what is done here instead. */
export const CONTROL: ReadonlyMap<string, string> = new Map([
  [
    'if',
    'to act when a condition holds write `on CONDITION { ... }`; to choose a value write `let y = if CONDITION then a else b`',
  ],
  ...['for', 'foreach', 'while', 'loop', 'generate'].map((word) => [word, noLoops] as const),
]);

/** Words that other languages begin statements of a module with, where no single word here says the same. */
export const OTHERWISE: ReadonlyMap<string, string> = new Map([
  ...['output', 'out'].map(
    (word) =>
      [
        word,
        'what a device works out is a `let`, which others read as `D.y`; a port hands it on, `device neuron(y: number)` and `u(y) <+ ...`',
      ] as const,
  ),
  ...['input', 'in'].map(
    (word) =>
      [
        word,
        'what comes from outside is a port, `device neuron(drive: number)`, read as `u(drive)`; or a `param`',
      ] as const,
  ),
]);

/** Words that other languages begin statements with, and what they are here. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ...['parameter', 'parameters', 'const', 'constant', 'real', 'localparam'].map((word) => [word, 'param'] as const),
  ...['var', 'variable', 'equation', 'define', 'def'].map((word) => [word, 'let'] as const),
  ...['dynamic', 'ode', 'integrate'].map((word) => [word, 'state'] as const),
  ...['discrete', 'reg', 'register'].map((word) => [word, 'memory'] as const),
  ...['module', 'model', 'component', 'element', 'class'].map((word) => [word, 'device'] as const),
  ...['subckt', 'subcircuit', 'network', 'system', 'entity'].map((word) => [word, 'circuit'] as const),
  ...['simulation', 'simulate', 'run', 'analysis'].map((word) => [word, 'experiment'] as const),
  ...['import', 'include', 'require'].map((word) => [word, 'use'] as const),
  ...['func', 'fn'].map((word) => [word, 'function'] as const),
  ...['when', 'whenever'].map((word) => [word, 'on'] as const),
  ...['wire', 'net', 'port'].map((word) => [word, 'node'] as const),
  ...['save', 'print', 'output', 'log'].map((word) => [word, 'record'] as const),
]);
