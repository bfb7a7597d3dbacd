import type { Image as ImageAnswer } from '@glyphwatch/console-api/shapes';
import { api } from '../api/calls.ts';
import { hasToken } from '../api/request.ts';

/** The next image is asked for while this one is looked at. */
const ahead = new Map<string, Promise<ImageAnswer>>();

export function fetchAhead(id: string): void {
  if (ahead.has(id)) return;
  const asked = api.image(id);
  ahead.set(id, asked);
  asked.then(
    ({ picture }) => {
      if (picture !== undefined && !hasToken()) new Image().src = `${picture}&width=2048`;
    },
    () => ahead.delete(id),
  );
  for (const oldest of [...ahead.keys()].slice(0, -4)) ahead.delete(oldest);
}

/** What was fetched ahead is used once; later looks ask anew. */
export function takeImage(id: string, signal: AbortSignal): Promise<ImageAnswer> {
  const fetched = ahead.get(id);
  ahead.delete(id);
  return fetched ?? api.image(id, signal);
}
