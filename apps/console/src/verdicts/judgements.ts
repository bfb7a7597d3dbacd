import type { AlertCell, Judged, Verdict } from '@glyphwatch/console-api/shapes';
import { signal } from '@preact/signals';

/** A verdict that was given on this page and that a loaded cell may not know yet. */
interface Given {
  readonly revision: number;
  readonly verdict: Verdict;
  readonly by?: string | undefined;
}

/** Put on top of what was loaded, by alert. */
const given = signal<ReadonlyMap<string, Given>>(new Map());

/** The alert as it is now: what was loaded, unless this page judged it since. */
export function current(alert: AlertCell): AlertCell {
  const over = given.value.get(alert.id);
  if (!over || over.revision < alert.revision) return alert;
  const { judgedBy, ...rest } = alert;
  const by = over.by ?? judgedBy;
  return {
    ...rest,
    verdict: over.verdict,
    revision: over.revision,
    ...(by ? { judgedBy: by } : {}),
  };
}

/** Shows a verdict before the server knows it. Returns what puts everything back. */
export function showVerdict(
  alerts: readonly AlertCell[],
  verdict: Verdict,
  by?: string,
): () => void {
  const before = given.peek();
  const after = new Map(before);
  for (const { id, revision } of alerts) after.set(id, { revision, verdict, by });
  given.value = after;
  return () => {
    const now = new Map(given.peek());
    for (const { id } of alerts) {
      const was = before.get(id);
      if (was) now.set(id, was);
      else now.delete(id);
    }
    given.value = now;
  };
}

/** What the server made of it: new revisions, and alerts that stayed as they were. */
export function takeJudged({ alerts, overtaken }: Judged, by?: string): void {
  const now = new Map(given.peek());
  for (const { id, revision, verdict } of alerts) now.set(id, { revision, verdict, by });
  for (const id of overtaken) now.delete(id);
  given.value = now;
}
