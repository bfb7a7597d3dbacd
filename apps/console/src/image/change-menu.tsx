import type { Change } from '@glyphwatch/console-api/shapes';
import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { me } from '../shell/me.ts';
import { hrefOf } from '../url/route.ts';
import { words } from '../words.ts';

interface ChangeMenuProps {
  readonly imageId: string;
  readonly ruleId: string;
  readonly of:
    | {
        readonly kind: 'match';
        readonly index: number;
        readonly exact: boolean;
        readonly placed: boolean;
      }
    | { readonly kind: 'near'; readonly index: number };
}

/** What would have made the rule answer otherwise. Each opens the rules with its lines changed; nothing is saved yet. */
export function ChangeMenu({ imageId, ruleId, of }: ChangeMenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  if (!me.value || me.value.rules === 'none') return null;
  const close = () => {
    if (details.current) details.current.open = false;
  };
  return (
    <details
      ref={details}
      class="menu"
      onFocusOut={(event) => {
        if (event.relatedTarget && !details.current?.contains(event.relatedTarget as Node)) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return;
        event.stopPropagation();
        close();
        details.current.querySelector('summary')?.focus();
      }}
    >
      <summary class="button button-quiet">
        <Icon name="edit" />
        <span>{of.kind === 'near' ? words.acceptMenu : words.changeMenu}</span>
      </summary>
      <ul class="menu-list">
        {changesFor(of).map((change) => (
          <li key={change}>
            <a
              href={hrefOf('rules', {
                rule: ruleId,
                image: imageId,
                change,
                [of.kind]: String(of.index),
              })}
            >
              {words.change[change]}
              <small>{words.changeWhy[change]}</small>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function changesFor(of: ChangeMenuProps['of']): Change['change'][] {
  if (of.kind === 'near') return ['accept-reading', 'less-confidence'];
  return [
    'allow-text',
    'allow-in-line',
    'more-confidence',
    ...(of.exact ? [] : (['exact-only'] as const)),
    ...(of.placed ? (['this-region'] as const) : []),
  ];
}
