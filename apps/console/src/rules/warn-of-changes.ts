import { anyChanged } from './draft.ts';

/** Closing the tab would lose what was typed, so the browser asks. */
export function warnOfChanges(): void {
  addEventListener('beforeunload', (event) => {
    if (anyChanged.peek()) event.preventDefault();
  });
}
