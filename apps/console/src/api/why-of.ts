import { visible } from '../text/visible.ts';
import { words } from '../words.ts';
import { OfflineError, RequestError } from './request.ts';

/** One sentence on why a request failed, for where there is no room for advice. */
export function whyOf(error: unknown): string {
  if (error instanceof OfflineError) return words.offline;
  return error instanceof RequestError ? visible(error.message) : words.unexpected;
}
