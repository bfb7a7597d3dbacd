import { visible } from './visible.ts';

/** A stranger's text: a text node of its own direction, never markup. */
export function Said({ text, class: name }: { text: string; class?: string | undefined }) {
  return <bdi class={name}>{visible(text)}</bdi>;
}
