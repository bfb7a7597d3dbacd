import type { Problem, RuleFileText } from '@glyphwatch/console-api/shapes';
import { computed, signal } from '@preact/signals';

/** One rule file as it is being edited. It lives as long as the page, so that other screens may be looked at meanwhile. */
export interface Draft {
  readonly name: string;
  /** As it is on the disk, as far as this page knows. */
  readonly saved: string;
  readonly mark: string;
  readonly text: string;
  readonly editable: boolean;
  /** Another one when the text was changed by anything but typing, so that the editor has to take it. */
  readonly revision: number;
}

export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());
/** The file in the editor. */
export const openName = signal<string | undefined>(undefined);
/** Files that were changed elsewhere while they were changed here. */
export const conflicts = signal<ReadonlyMap<string, RuleFileText>>(new Map());
export const problems = signal<readonly Problem[]>([]);

export const openDraft = computed(() => drafts.value.get(openName.value ?? ''));
export const isChanged = ({ text, saved, mark }: Draft): boolean => text !== saved || mark === '';
export const anyChanged = computed(() =>
  [...drafts.value.values()].some((draft) => draft.text !== draft.saved),
);

/** Changes a draft; a new text goes into the editor. */
export function setDraft(name: string, change: Partial<Omit<Draft, 'revision'>>): void {
  const draft = drafts.peek().get(name);
  if (!draft) return;
  const isOther = change.text !== undefined && change.text !== draft.text;
  put({ ...draft, ...change, revision: draft.revision + Number(isOther) });
}

/** What was typed in the editor, which has it already: an answer that came late would undo the next key. */
export function setTyped(name: string, text: string): void {
  const draft = drafts.peek().get(name);
  if (draft) put({ ...draft, text });
}

function put(draft: Draft): void {
  drafts.value = new Map(drafts.peek()).set(draft.name, draft);
}

export function setConflict(name: string, current: RuleFileText | undefined): void {
  const next = new Map(conflicts.peek());
  if (current) next.set(name, current);
  else next.delete(name);
  conflicts.value = next;
}

/** What is on the disk. Files without changes here follow it; with changes, people decide. */
export function takeFiles(files: readonly RuleFileText[]): void {
  const next = new Map<string, Draft>();
  for (const file of files) {
    const draft = drafts.peek().get(file.name);
    const changedHere = draft !== undefined && draft.text !== draft.saved;
    if (changedHere && draft.mark !== file.mark && draft.text !== file.text)
      setConflict(file.name, file);
    next.set(file.name, changedHere && draft.text !== file.text ? draft : draftOf(file, draft));
  }
  drafts.value = next;
  if (!next.has(openName.peek() ?? '')) openName.value = files[0]?.name;
}

const draftOf = ({ name, text, mark, editable }: RuleFileText, before?: Draft): Draft => ({
  ...{ name, saved: text, text, mark, editable },
  revision: (before?.revision ?? 0) + Number(before?.text !== text),
});

/** The changes here are made to the file as it is on the disk now, and replace it when saved. */
export function keepMine(name: string): void {
  const theirs = conflicts.peek().get(name);
  if (!theirs) return;
  setDraft(name, { saved: theirs.text, mark: theirs.mark });
  setConflict(name, undefined);
}

export function takeTheirs(name: string): void {
  const theirs = conflicts.peek().get(name);
  if (!theirs) return;
  setDraft(name, { saved: theirs.text, mark: theirs.mark, text: theirs.text });
  setConflict(name, undefined);
}

/** The file that has a rule, by the line with its id. */
export function fileOf(ruleId: string): Draft | undefined {
  return [...drafts.peek().values()].find(({ text }) => lineOfRule(text, ruleId) > 0);
}

/** 1-based; 0 where there is none. */
export function lineOfRule(text: string, ruleId: string): number {
  return text.split('\n').findIndex((line) => idIn(line) === ruleId) + 1;
}

/** Rule ids are letters, digits, dots, hyphens and underscores, so quotes around them hide nothing. */
const idIn = (line: string): string | undefined =>
  /^\s*(?:-\s*)?id:\s*["']?([\w.-]+)["']?\s*(?:#.*)?$/.exec(line)?.[1];
