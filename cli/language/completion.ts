/** What an editor offers while a word is being written. */
import type { IToken } from 'chevrotain';
import { builtins, drawFunctions } from '../../compiler/model/builtins.ts';
import { reductions } from '../../compiler/model/experiment/reductions.ts';
import { endNames } from '../../compiler/model/form.ts';
import { topologies } from '../../compiler/model/network/topology-call.ts';
import { unitSymbols } from '../../dsl/index.ts';
import * as T from '../../dsl/tokens.ts';
import { type Analysis, holds } from './analysis.ts';
import { chainBeforeDot, type Place, type Possible, placeAt } from './completion-place.ts';
import { declarationText, typeText } from './describe.ts';
import {
  DeviceNames,
  experimentScope,
  FileNames,
  findHome,
  type Home,
  InnerNames,
  type Scope,
  visibleSymbols,
} from './scope.ts';
import type { QnmSymbol } from './symbols.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'keyword' | 'name' | 'device' | 'function' | 'param' | 'unit' | 'module' | 'type' | 'event';
  readonly detail: string;
  readonly doc: string;
}
export interface Completions {
  /** The word that is replaced. */
  readonly start: number;
  readonly items: readonly Completion[];
}

/** Words that may stand at `offset`, those that begin like the word there first. */
export function completionsAt(analysis: Analysis, offset: number): Completions {
  const place = placeAt(analysis.source.text, offset);
  if (place.silent) return { start: place.start, items: [] };
  const offer = new Offer(analysis, place, offset);
  const items = place.possible.flatMap((possible) => offer.of(possible));
  const unique = new Map(items.map((item) => [`${item.label} ${item.kind}`, item]));
  return { start: place.start, items: [...unique.values()] };
}

const RUN_SETTINGS = ['stop', 'dt', 'solver', 'tolerance', 'seed', 'settle'];
const STIMULI = ['pulse', 'sine', 'ramp', 'pwl', 'stimulus', 'poisson', 'data'];
const SOLVERS = ['euler', 'heun', 'rk4', 'exponential'];

/** Names of the ends of an open `couple` statement: how many hyperedges will have is not known while their block is being written. */
function endsOfOpen(statement: readonly IToken[]): readonly string[] {
  if (statement[0]?.tokenType !== T.CoupleWord) return [];
  return [...endNames.slice(0, statement.some(({ image }) => image === 'hyperedges') ? 4 : 2)];
}

class Offer {
  private readonly analysis: Analysis;
  private readonly place: Place;
  private readonly scope: Scope;
  private readonly experiment: boolean;
  private readonly circuit: Home | undefined;

  constructor(analysis: Analysis, place: Place, offset: number) {
    this.analysis = analysis;
    this.place = place;
    const head = place.levels[0]?.[0];
    this.experiment = head?.tokenType === T.ExperimentWord;
    this.circuit = this.circuitOfExperiment();
    this.scope = this.scopeAt(offset);
  }
  private get file() {
    return this.analysis.scope;
  }
  private circuitOfExperiment(): Home | undefined {
    const head = this.place.levels[0] ?? [];
    const of = head.findIndex((token) => token.tokenType === T.OfWord);
    return of < 0 ? undefined : findHome(this.file, head[of + 1]?.image ?? '');
  }

  /** Names in reach. Where the declaration could not be read, its members are unknown and the file's names are left. */
  private scopeAt(offset: number): Scope {
    const around = this.file.syntax.declarations.find((d) => holds(d.span, offset));
    if (around?.kind === 'experiment') return experimentScope(this.file, around);
    if (this.experiment && this.circuit !== undefined) return new DeviceNames(this.circuit);
    if (around?.kind !== 'device' && around?.kind !== 'circuit') return new FileNames(this.file);
    const device = new DeviceNames({ declaration: around, file: this.file });
    return new InnerNames(device, [], this.endsOfCoupling(device));
  }
  /** `a` and `b` (of hyperedges also `c` and on), from the words of an open `couple` statement. */
  private endsOfCoupling(scope: Scope): ReadonlyMap<string, Home> {
    const statement = this.place.levels[1] ?? [];
    if (statement[0]?.tokenType !== T.CoupleWord) return new Map();
    const from = scope.homeOf(statement[1]?.image ?? '');
    const to = statement[2]?.tokenType === T.ToWord ? scope.homeOf(statement[3]?.image ?? '') : from;
    const homes = [
      from,
      to,
      ...endsOfOpen(statement)
        .slice(2)
        .map(() => from),
    ];
    return new Map(homes.flatMap((home, end) => (home ? [[endNames[end]!, home] as const] : [])));
  }

  of(possible: Possible): readonly Completion[] {
    const { token } = possible;
    const word = keywordOf.get(token);
    if (word !== undefined) return [{ label: word, kind: 'keyword', detail: 'word of the language', doc: '' }];
    if (token === T.Shape) return [...T.shapes].map((label) => ({ label, kind: 'type', detail: 'shape', doc: '' }));
    if (token === T.Unit) return this.units();
    if (token === T.Word || token === T.StatementName) return this.names(possible);
    return [];
  }
  private units(): readonly Completion[] {
    const own = visibleSymbols(this.file, 'unit').map((symbol) => symbol.name);
    const common = [
      'ns',
      'us',
      'ms',
      'mV',
      'mA',
      'uA',
      'nA',
      'kΩ',
      'MΩ',
      'pF',
      'nF',
      'uF',
      'kHz',
      'MHz',
      'GHz',
      'nm',
      'um',
      'mW',
      'pJ',
      'mT',
    ];
    return [...new Set([...own, ...common, ...unitSymbols(), '%'])].map((label) => ({
      label,
      kind: 'unit',
      detail: 'unit',
      doc: '',
    }));
  }

  private names({ rule, occurrence, rules }: Possible): readonly Completion[] {
    switch (rule) {
      case 'useDeclaration':
        return this.modules();
      case 'port':
      case 'nodeStatement':
        return occurrence === 2 ? this.symbols('discipline') : [];
      case 'instanceTail':
        return this.symbols('device', 'circuit');
      case 'coupledDevice':
        return this.symbols('device');
      case 'experimentDeclaration':
        return occurrence === 2 ? this.symbols('device', 'circuit') : [];
      case 'coupleStatement':
        return this.inScope('instance');
      case 'selector':
        return this.members();
      case 'nameOrCall':
        return this.operands(rules);
      case 'assignment':
        if (rules.includes('settingsBlock')) return this.settings();
        return this.experiment ? this.targets(true) : this.inScope('state', 'memory');
      case 'namedStatement':
        return [...this.inScope('state'), ...this.symbols('access')];
      case 'sweepStatement':
      case 'atPoint':
        return this.targets(false);
      case 'stateClause':
        return words(['nearest', 'floor', 'stochastic'], 'rounding');
      case 'expectClause':
        return words(['float64', 'fixed', 'rtl'], 'model');
      default:
        return [];
    }
  }
  private modules(): readonly Completion[] {
    const last = this.place.levels.at(-1)?.at(-1);
    if (last?.tokenType === T.Dot)
      return (this.analysis.files.libraryModules?.() ?? []).map((label) => ({
        label,
        kind: 'module',
        detail: `std.${label}`,
        doc: '',
      }));
    return [{ label: 'std', kind: 'module', detail: 'the library', doc: '' }];
  }
  private members(): readonly Completion[] {
    const [first, ...rest] = chainBeforeDot(this.place.levels.at(-1) ?? []);
    let home = first === undefined ? undefined : this.scope.homeOf(first);
    for (const name of rest) home = home && new DeviceNames(home).homeOf(name);
    if (home !== undefined) return new DeviceNames(home).members().map((symbol) => this.item(symbol));
    return first === undefined ? [] : words(['x', 'y', 'z'], 'component');
  }
  private operands(rules: readonly string[]): readonly Completion[] {
    const statement = this.place.levels.at(-1) ?? [];
    if (this.experiment && isSetting(statement, 'solver')) return words(SOLVERS, 'solver');
    const plain = this.scope.names().map((symbol) => this.item(symbol));
    const functions = Object.entries(builtins).map(([label, { usage }]) => callable(label, usage));
    const time = words(['ddt', 'delay', 'rising', 'falling', 'crossing'], 'of time', 'function');
    const draws = words([...drawFunctions], 'random draw', 'function');
    const constants = words(['pi', 'time', 'noise'], 'known everywhere');
    const measured = rules.includes('measureStatement') || rules.includes('expectStatement');
    const measures = measured ? Object.entries(reductions).map(([label, { usage }]) => callable(label, usage)) : [];
    const joining =
      rules.at(-1) !== undefined && rules.includes('coupleStatement')
        ? words([...topologies], 'topology', 'function')
        : [];
    const stimuli = this.experiment && rules.includes('assignment') ? words(STIMULI, 'stimulus', 'function') : [];
    const ends = words(endsOfOpen(this.place.levels[1] ?? []), 'end of the coupling');
    return [
      ...plain,
      ...ends,
      ...this.symbols('access'),
      ...measures,
      ...joining,
      ...stimuli,
      ...functions,
      ...time,
      ...draws,
      ...constants,
    ];
  }
  /** Parameters of the device whose block is open. */
  private settings(): readonly Completion[] {
    const statement = this.place.levels.at(-2) ?? [];
    const named = statement[1]?.tokenType === T.Colon ? statement[2] : statement[0];
    if (named?.tokenType === T.PhaseWord) return this.targets(false);
    const home = findHome(this.file, named?.image ?? '');
    if (home === undefined) return [];
    const members = new DeviceNames(home).members();
    return members.filter((symbol) => symbol.kind === 'param').map((symbol) => this.item(symbol));
  }
  /** What an experiment may set. */
  private targets(run: boolean): readonly Completion[] {
    const members = this.circuit === undefined ? [] : new DeviceNames(this.circuit).members();
    const settable = members.filter((symbol) => symbol.kind === 'param' || symbol.kind === 'port');
    return [...settable.map((symbol) => this.item(symbol)), ...(run ? words(RUN_SETTINGS, 'of the run', 'param') : [])];
  }

  private inScope(...kinds: QnmSymbol['kind'][]): readonly Completion[] {
    return this.scope
      .names()
      .filter((symbol) => kinds.includes(symbol.kind))
      .map((symbol) => this.item(symbol));
  }
  private symbols(...kinds: QnmSymbol['kind'][]): readonly Completion[] {
    return visibleSymbols(this.file, ...kinds).map((symbol) => this.item(symbol));
  }
  private item(symbol: QnmSymbol): Completion {
    const type = typeText(this.analysis.factOf(symbol.value));
    const written = declarationText(symbol, this.analysis).split('\n')[0]!;
    return {
      label: symbol.name,
      kind: itemKind(symbol),
      detail: type === '' ? written : `${written}  : ${type}`,
      doc: symbol.doc,
    };
  }
}

const keywordOf: ReadonlyMap<IToken['tokenType'], string> = new Map([
  ...[...T.keywords].map(([word, keyword]) => [keyword.token, word] as const),
  [T.TableClause, 'table'] as const,
]);
function itemKind({ kind }: QnmSymbol): Completion['kind'] {
  if (kind === 'device' || kind === 'circuit' || kind === 'instance') return 'device';
  if (kind === 'function' || kind === 'table' || kind === 'access') return 'function';
  if (kind === 'param' || kind === 'port') return 'param';
  if (kind === 'discipline') return 'type';
  return kind === 'event' ? 'event' : 'name';
}
function words(labels: readonly string[], detail: string, kind: Completion['kind'] = 'name'): readonly Completion[] {
  return labels.map((label) => ({ label, kind, detail, doc: '' }));
}
function callable(label: string, detail: string): Completion {
  return { label, kind: 'function', detail, doc: '' };
}
function isSetting(statement: readonly IToken[], name: string): boolean {
  return statement[0]?.image === name && statement[1]?.tokenType === T.Equals;
}
