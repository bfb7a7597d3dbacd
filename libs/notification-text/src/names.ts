import type { Notification } from '@glyphwatch/domain';
import { printable } from './printable.ts';
import type { Words } from './words.ts';

export const LONGEST_NAME = 100;
const LONGEST_SENTENCE = 300;

/** The last part of the key. */
export function imageNameOf({ address }: Pick<Notification, 'address'>, words: Words): string {
  const name = address.key.slice(address.key.lastIndexOf('/') + 1);
  return printable(name || address.key, { maxLength: LONGEST_NAME }) || words.unnamed;
}

/** `…/old/` of a long folder; `/` at the top. */
export function folderName(folder: string, longest = 60): string {
  return tailOf(printable(folder, { maxLength: 2000 }), longest) || '/';
}

/** Long names differ at the end. */
export function tailOf(name: string, longest: number): string {
  return name.length <= longest ? name : `…${name.slice(1 - longest).replace(/^\p{Cs}/u, '')}`;
}

export function sentence(text: string): string {
  return printable(text, { maxLength: LONGEST_SENTENCE });
}
