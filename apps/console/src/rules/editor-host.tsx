import { useEffect, useRef, useState } from 'preact/hooks';
import { Loading } from '../parts/states.tsx';
import { words } from '../words.ts';
import { openDraft, problems, setTyped, type Draft } from './draft.ts';
import type { RuleEditor } from './editor/rule-editor.ts';

/** A line to go to; a new object goes there again. */
export interface Goto {
  readonly line: number;
}

interface EditorHostProps {
  readonly draft: Draft;
  readonly diff: boolean;
  readonly goto: Goto | undefined;
  readonly onSave: () => void;
  readonly onForecast: () => void;
}

/** The editor comes as a chunk of its own. Where it cannot be loaded, a plain field does. */
export function EditorHost({ draft, diff, goto, onSave, onForecast }: EditorHostProps) {
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<RuleEditor>();
  const [failed, setFailed] = useState(false);
  const calls = useRef({ onSave, onForecast });
  calls.current = { onSave, onForecast };
  const write = (text: string) => setTyped(openDraft.peek()?.name ?? '', text);

  useEffect(() => {
    let made: RuleEditor | undefined;
    let ended = false;
    import('./editor/rule-editor.ts').then(
      ({ openEditor }) => {
        if (ended || !host.current) return;
        made = openEditor(host.current, {
          label: words.editor,
          onChange: write,
          onSave: () => calls.current.onSave(),
          onForecast: () => calls.current.onForecast(),
        });
        setEditor(made);
      },
      () => setFailed(true),
    );
    return () => {
      ended = true;
      made?.close();
    };
  }, []);
  useEffect(() => {
    editor?.setText(draft.text, draft.name);
  }, [editor, draft.name, draft.revision]);
  useEffect(
    () => editor?.setDiff(diff ? draft.saved : undefined),
    [editor, diff, draft.saved, draft.name],
  );
  useEffect(
    () => editor?.setProblems(problems.value.filter(({ file }) => !file || file === draft.name)),
    [editor, problems.value, draft.name],
  );
  useEffect(() => {
    if (goto) editor?.goto(goto.line);
  }, [editor, goto]);

  if (failed)
    return (
      <textarea
        class="plain-editor code"
        aria-label={words.editor}
        spellcheck={false}
        value={draft.text}
        onInput={(event) => write(event.currentTarget.value)}
      />
    );
  return (
    <div class="editor">
      {!editor && <Loading what={words.loadingEditor} />}
      <div ref={host} class="editor-host" />
    </div>
  );
}
