/** Where the page has its files from: `qnmc serve`, or, without a server, the examples that are packed into the playground. */
import type { Sources } from './protocol.ts';

export interface SourceOfFiles {
  readonly first: Sources;
  /** To choose from; empty where a server has one file. */
  readonly examples: readonly Sources[];
  /** Writes the file; gives what went wrong, or null. */
  readonly save: ((text: string) => Promise<string | null>) | null;
}

/** `qnmc serve` answers at `circuit`; a playground has `examples.json` beside the page. */
export async function makeSource(): Promise<SourceOfFiles> {
  const served = await fetch('circuit').catch(() => null);
  if (served?.ok && served.headers.get('content-type')?.startsWith('application/json')) {
    const first = (await served.json()) as Sources;
    return { first, examples: [], save: saveToServer };
  }
  const examples = (await (await fetch('examples.json')).json()) as Sources[];
  const asked = decodeURIComponent(location.hash.slice(1));
  return { first: examples.find(({ path }) => path === asked) ?? examples[0]!, examples, save: null };
}
async function saveToServer(text: string): Promise<string | null> {
  const answer = await fetch('circuit', { method: 'PUT', body: text }).catch(() => null);
  if (answer === null) return 'not saved: qnmc serve has ended';
  return answer.ok ? null : `not saved: ${await answer.text()}`;
}
