import type { Me } from '@glyphwatch/console-api/shapes';
import { signal } from '@preact/signals';

/** What the server is and can do; screens are drawn only once it is there. */
export const me = signal<Me | undefined>(undefined);

export const can = (what: Me['can'][number]): boolean => me.value?.can.includes(what) ?? false;
