import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: () => ComponentChildren;
}

/** One of several panels; arrows move between the tabs. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  const [open, setOpen] = useState(tabs[0]?.id);
  const base = useId();
  const shown = tabs.find(({ id }) => id === open) ?? tabs[0];
  const move = (event: KeyboardEvent, index: number) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const to = by && tabs[(index + by + tabs.length) % tabs.length];
    if (!to) return;
    event.preventDefault();
    setOpen(to.id);
    document.getElementById(`${base}-tab-${to.id}`)?.focus();
  };
  return (
    <section class="panel">
      <div class="tablist" role="tablist" aria-label={label}>
        {tabs.map(({ id, label: text }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${base}-tab-${id}`}
            aria-selected={id === shown?.id}
            aria-controls={`${base}-panel`}
            tabIndex={id === shown?.id ? 0 : -1}
            onClick={() => setOpen(id)}
            onKeyDown={(event) => move(event, index)}
          >
            {text}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${base}-panel`}
        aria-labelledby={`${base}-tab-${shown?.id}`}
        tabIndex={0}
        class="tabpanel"
      >
        {shown?.content()}
      </div>
    </section>
  );
}
