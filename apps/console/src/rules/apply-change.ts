import type { Change } from '@glyphwatch/console-api/shapes';
import { api } from '../api/calls.ts';
import { RequestError } from '../api/request.ts';
import { words } from '../words.ts';
import { fileOf, openName, setDraft } from './draft.ts';

/** The change that an address asks for: `change`, with the number of the match or near miss that it is about. */
export interface Asked {
  readonly rule: string;
  readonly image: string;
  readonly change: string;
  readonly match?: string | undefined;
  readonly near?: string | undefined;
}

/** What the parameters of an address ask for; undefined if for no change. */
export function askedBy(params: Readonly<Record<string, string>>): Asked | undefined {
  const { rule, image, change, match, near } = params;
  return rule && image && change ? { rule, image, change, match, near } : undefined;
}

/** Changes the lines of the file in the editor and resolves to their numbers. Rejects with a sentence for people. */
export async function applyChange({
  rule,
  image: id,
  change,
  match,
  near,
}: Asked): Promise<number[]> {
  const draft = fileOf(rule);
  if (!draft) throw new RequestError(404, { error: words.ruleNotInFiles(rule) });
  const image = await api.image(id);
  const finding = image.findings.find(({ ruleId }) => ruleId === rule);
  const number = match ?? near ?? '0';
  const found = near === undefined ? finding?.matches[Number(number)] : image.near[Number(number)];
  if (!found) throw new RequestError(404, { error: words.notFoundAnyMore });
  const sensitive = near === undefined ? finding?.sensitive : image.near[Number(number)]?.sensitive;
  const changed = await api.change({
    name: draft.name,
    text: draft.text,
    ruleId: rule,
    imageId: id,
    change: change as Change['change'],
    found: sensitive ? number : found.text,
  });
  openName.value = draft.name;
  setDraft(draft.name, { text: changed.text });
  return changed.lines;
}
