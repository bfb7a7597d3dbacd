import type { Conflict } from '@glyphwatch/console-api/shapes';
import { api } from '../api/calls.ts';
import { RequestError } from '../api/request.ts';
import { whyOf } from '../api/why-of.ts';
import { say, sayFailed } from '../parts/toast.tsx';
import { lastPart } from '../text/last-part.ts';
import { words } from '../words.ts';
import { isChanged, setConflict, setDraft, type Draft } from './draft.ts';

/** Writes the file if it is still as it was when it was read; else both versions are shown. */
export async function saveDraft(draft: Draft): Promise<void> {
  if (!draft.editable || !isChanged(draft)) return;
  try {
    const { mark } = await api.saveRules(draft.name, draft.text, draft.mark);
    // Typing goes on while it is saved.
    setDraft(draft.name, { saved: draft.text, mark });
    setConflict(draft.name, undefined);
    say(words.rulesSaved);
  } catch (error) {
    if (error instanceof RequestError && error.status === 409)
      setConflict(draft.name, (error.body as Conflict).current);
    sayFailed(`${words.failed.save} ${whyOf(error)}`);
  }
}

/** For `git apply` and for people who keep their rules elsewhere. */
export async function copyDiff({ name, saved, text }: Draft): Promise<void> {
  const { createTwoFilesPatch } = await import('diff');
  await navigator.clipboard.writeText(
    createTwoFilesPatch(`a/${lastPart(name)}`, `b/${lastPart(name)}`, saved, text, '', '', {
      context: 3,
    }),
  );
  say(words.diffCopied);
}
