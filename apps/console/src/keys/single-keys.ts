import { signal } from '@preact/signals';

const STORED = 'glyphwatch-single-keys';

/** WCAG 2.1.4: keys without a modifier can be turned off, because speech input may type them by accident. */
export const singleKeys = signal(read());

function read(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
