import { signal } from '@preact/signals';
import { words } from '../words.ts';
import { Button } from './button.tsx';

interface Toast {
  readonly text: string;
  readonly kind: 'done' | 'failed';
  readonly action?: { readonly label: string; readonly keys?: string; readonly run: () => void };
}

/** The last thing that was done, until the next one: never timed, because reading takes as long as it takes. */
const toast = signal<Toast | undefined>(undefined);

export function say(text: string, action?: Toast['action']): void {
  toast.value = { text, kind: 'done', ...(action ? { action } : {}) };
}

export function sayFailed(text: string, action?: Toast['action']): void {
  toast.value = { text, kind: 'failed', ...(action ? { action } : {}) };
}

export function unsay(): void {
  toast.value = undefined;
}

export function Toasts() {
  const now = toast.value;
  return (
    <div class="toasts" role="status">
      {now && (
        <div class={`toast toast-${now.kind}`}>
          <span>{now.text}</span>
          {now.action && (
            <Button
              label={now.action.label}
              kind="quiet"
              {...(now.action.keys ? { keys: now.action.keys } : {})}
              onClick={now.action.run}
            />
          )}
          <Button icon="close" label={words.dismiss} bare kind="quiet" onClick={unsay} />
        </div>
      )}
    </div>
  );
}
