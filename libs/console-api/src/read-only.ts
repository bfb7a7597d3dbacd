import { ApiError } from './api-error.ts';
import type { ConsoleParts } from './console-parts.ts';

export function refuseReadOnly({ isReadOnly }: Pick<ConsoleParts, 'isReadOnly'>): void {
  if (!isReadOnly) return;
  throw new ApiError(403, 'read-only', 'This console is read-only.', {
    advice: 'Start it without --read-only.',
  });
}
