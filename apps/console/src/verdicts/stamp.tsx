import type { Verdict } from '@glyphwatch/console-api/shapes';
import { Icon, type IconName } from '../parts/icon.tsx';
import { words } from '../words.ts';

export const VERDICT_ICONS: Readonly<Record<Verdict, IconName>> = {
  new: 'reopen',
  confirmed: 'confirm',
  'false-alarm': 'false-alarm',
  resolved: 'resolve',
};

/** What people made of an alert; nothing for a new one. */
export function VerdictStamp({ verdict }: { verdict: Verdict }) {
  if (verdict === 'new') return null;
  return (
    <span class={`stamp stamp-${verdict}`}>
      <Icon name={VERDICT_ICONS[verdict]} />
      {words.verdict[verdict]}
    </span>
  );
}
