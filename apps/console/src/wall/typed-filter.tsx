import type { Ref } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface TypedFilterProps {
  readonly label: string;
  readonly value: string;
  readonly input?: Ref<HTMLInputElement>;
  readonly onType: (value: string) => void;
}

/** How long after the last key the list is asked, in ms. */
const PAUSE = 200;

/** A filter that is typed. The address follows with a pause; what is being typed is never overwritten. */
export function TypedFilter({ label, value, input, onType }: TypedFilterProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  const send = (text: string) => {
    clearTimeout(timer.current);
    sent.current = text.trim();
    onType(text.trim());
  };
  return (
    <input
      ref={input ?? null}
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={200}
      autoComplete="off"
      spellcheck={false}
      value={typed}
      onInput={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => send(text), PAUSE);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          send(event.currentTarget.value);
          document.querySelector<HTMLElement>('[data-cell]')?.focus();
        }
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
