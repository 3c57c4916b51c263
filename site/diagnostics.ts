/** The page of all diagnostics, from the texts that `qnmc explain` prints. */
import type { MessageKind } from '../dsl/index.ts';

export function diagnosticsPage(kinds: Readonly<Record<string, MessageKind>>): string {
  const codes = Object.keys(kinds).sort();
  const list = codes.map((code) => `| [${code}](#${code.toLowerCase()}) | ${escaped(kinds[code]!.title)} |`);
  const texts = codes.map((code) => {
    const { severity, title, explanation } = kinds[code]!;
    return `## ${code}\n**${severity}: ${escaped(title)}**\n\n${outsideCode(explanation)}\n`;
  });
  return `# Diagnostics\n\nWhat \`qnmc explain CODE\` prints, ${codes.length} codes.\n\n| code | |\n|---|---|\n${list.join('\n')}\n\n${texts.join('\n')}`;
}
/** Snippets take the colours of the language; a \`<\` in a sentence is no tag. */
function outsideCode(text: string): string {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, k) => (k % 2 === 0 ? escaped(part) : part.replace(/^```\n/, '```qnm\n')))
    .join('');
}
const escaped = (text: string): string =>
  text.replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll('{{', '{&#8203;{');
