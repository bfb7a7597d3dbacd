import type { Problem } from '@glyphwatch/console-api/shapes';
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { completeRules } from './complete.ts';
import { diagnosticOf } from './diagnostic-of.ts';
import { colours, theme } from './theme.ts';

export interface RuleEditorOptions {
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly onForecast: () => void;
}

/** The text of one rule file with its problems. The page owns the text; the editor tells every change of it. */
export interface RuleEditor {
  /** A text that is not what is in the editor replaces it, as one step of the undo history; another `name` begins a new one. */
  setText(text: string, name: string): void;
  /** Shows what differs from `original`; undefined shows the text alone. */
  setDiff(original: string | undefined): void;
  setProblems(problems: readonly Problem[]): void;
  /** Puts the cursor on a line, 1-based, and shows it. */
  goto(line: number): void;
  close(): void;
}

/** In a shadow root, whose styles are constructed sheets: so the policy for styles needs no exception. */
export function openEditor(host: HTMLElement, options: RuleEditorOptions): RuleEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const diff = new Compartment();
  const extensions = extensionsOf(options, diff.of([]));
  const view = new EditorView({ parent: root, root, state: EditorState.create({ extensions }) });
  let shown: string | undefined;
  return {
    setText(text, name) {
      if (name !== shown) view.setState(EditorState.create({ doc: text, extensions }));
      else if (text !== view.state.doc.toString()) view.dispatch({ changes: changeOf(view, text) });
      shown = name;
    },
    setDiff(original) {
      const merge = unifiedMergeView({ original: original ?? '', mergeControls: false });
      view.dispatch({ effects: diff.reconfigure(original === undefined ? [] : merge) });
    },
    setProblems(problems) {
      const found = problems.map((problem) => diagnosticOf(view.state.doc, problem));
      view.dispatch(setDiagnostics(view.state, found));
    },
    goto(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    close: () => view.destroy(),
  };
}

function extensionsOf({ label, onChange, onSave, onForecast }: RuleEditorOptions, diff: Extension) {
  const run = (call: () => void) => () => {
    call();
    return true;
  };
  return [
    keymap.of([
      { key: 'Mod-s', run: run(onSave) },
      { key: 'Mod-Enter', run: run(onForecast) },
    ]),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    autocompletion({ override: [completeRules] }),
    yaml(),
    syntaxHighlighting(colours),
    theme,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    keymap.of([
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    diff,
  ];
}

/** The smallest change that makes the text, so that cursor and marks elsewhere stay where they are. */
function changeOf(view: EditorView, text: string) {
  const now = view.state.doc.toString();
  const most = Math.min(now.length, text.length);
  let from = 0;
  while (from < most && now[from] === text[from]) from += 1;
  let end = 0;
  while (end < most - from && now.at(-1 - end) === text.at(-1 - end)) end += 1;
  return { from, to: now.length - end, insert: text.slice(from, text.length - end) };
}
