import { useEffect, useRef } from 'preact/hooks';
import { singleKeys } from './single-keys.ts';

/** By name as in `KeyboardEvent.key`; `Ctrl+` also means ⌘. `g a` is two keys, one after the other. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** The innermost part of the page comes last and is asked first. */
const stack: { current: Keys }[] = [];
let first: string | undefined;
let forgetFirst: ReturnType<typeof setTimeout> | undefined;

/** These keys work while the component is mounted, before those of what is around it. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    stack.push(latest);
    return () => void stack.splice(stack.indexOf(latest), 1);
  }, []);
}

export function startKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    if (name === undefined) return;
    const pair = first ? `${first} ${name}` : undefined;
    first = undefined;
    const found = (pair && find(pair)) || find(name);
    if (found) {
      event.preventDefault();
      found(event);
    } else if (!isSingle(event) || stack.every(({ current }) => !startsPair(current, name))) return;
    else {
      first = name;
      clearTimeout(forgetFirst);
      forgetFirst = setTimeout(() => (first = undefined), 1_500);
    }
  });
}

const find = (name: string) =>
  stack.findLast(({ current }) => current[name] !== undefined)?.current[name];

const startsPair = (keys: Keys, name: string) =>
  Object.keys(keys).some((key) => key.startsWith(`${name} `));

const isSingle = (event: KeyboardEvent) => !event.ctrlKey && !event.metaKey && !event.altKey;

/** The key's name; undefined while somebody types, in a dialog, or where single keys are off. */
function nameOf(event: KeyboardEvent): string | undefined {
  if (event.ctrlKey || event.metaKey) return event.altKey ? undefined : `Ctrl+${event.key}`;
  if (event.altKey) return undefined;
  const target = event.composedPath()[0];
  if (target instanceof Element && isTyping(target)) return undefined;
  if (document.querySelector('dialog[open], [popover]:popover-open')) return undefined;
  if (event.key.length === 1 && event.key !== ' ' && !singleKeys.value) return undefined;
  return event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
}

const isTyping = (element: Element) =>
  element.matches(
    'textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable=true]',
  );
