/** The editor: CodeMirror with the words of the language, and diagnostics under the characters that they are about. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Problem } from './protocol.ts';

/** Keywords of the grammar, put in when the page is built. */
declare const QNM_KEYWORDS: readonly string[];
const words = new Set(QNM_KEYWORDS);

const language = StreamLanguage.define({
  name: 'qnm',
  token(stream) {
    if (stream.match(/^\/\/.*/)) return 'comment';
    if (stream.match(/^"[^"]*"?/)) return 'string';
    if (stream.match(/^[0-9][0-9.]*(?:[eE][-+]?\d+)?/)) return 'number';
    if (stream.match(/^(?<=[0-9] )[A-Za-zµμΩΩ%°]+/)) return 'unit';
    const word = stream.match(/^[A-Za-z_][A-Za-z0-9_]*/) as RegExpMatchArray | null;
    if (word) return words.has(word[0]) ? 'keyword' : 'variableName';
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '//' } },
});
const colours = HighlightStyle.define([
  { tag: tags.keyword, class: 'tok-keyword' },
  { tag: tags.comment, class: 'tok-comment' },
  { tag: tags.number, class: 'tok-number' },
  { tag: tags.string, class: 'tok-string' },
]);

export interface Editor {
  text(): string;
  setText(text: string): void;
  show(problems: readonly Problem[]): void;
  goTo(offset: number): void;
  /** Moves the cursor's line back into sight where a list of problems has covered it. */
  keepSight(): void;
}

/** @param changed  told after every edit; `save` on Ctrl-S */
export function makeEditor(parent: HTMLElement, changed: () => void, save: () => void): Editor {
  const extensions = [
    lineNumbers(),
    history(),
    bracketMatching(),
    highlightActiveLine(),
    lintGutter(),
    language,
    syntaxHighlighting(colours),
    keymap.of([
      {
        key: 'Mod-s',
        run: () => {
          save();
          return true;
        },
      },
      ...defaultKeymap,
      ...historyKeymap,
      indentWithTab,
    ]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'circuit, text of the file' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => view.setState(EditorState.create({ doc: text, extensions })),
    show(problems) {
      const length = view.state.doc.length;
      const shown = problems.flatMap((p): Diagnostic[] =>
        p.from === null
          ? []
          : [
              {
                from: Math.min(p.from, length),
                to: Math.min(p.to!, length),
                severity: p.severity,
                message: p.help === null ? p.message : `${p.message}\n${p.help}`,
                source: p.code,
              },
            ],
      );
      view.dispatch(setDiagnostics(view.state, shown));
    },
    goTo(offset) {
      const at = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
      view.focus();
    },
    keepSight() {
      if (!view.hasFocus) return;
      requestAnimationFrame(() =>
        view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head, { yMargin: 12 }) }),
      );
    },
  };
}
