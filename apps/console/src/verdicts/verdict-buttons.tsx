import type { Verdict } from '@glyphwatch/console-api/shapes';
import { Button } from '../parts/button.tsx';
import { can } from '../shell/me.ts';
import { words } from '../words.ts';
import { VERDICT_ICONS } from './stamp.tsx';

const BUTTONS = [
  ['confirmed', 'a'],
  ['false-alarm', 'f'],
  ['resolved', 'r'],
] as const satisfies readonly (readonly [Verdict, string])[];

interface VerdictButtonsProps {
  /** Shown as pressed; pressing it again makes it new. */
  readonly verdict?: Verdict | undefined;
  /** In a narrow column. */
  readonly compact?: boolean;
  readonly onJudge: (verdict: Verdict) => void;
  readonly onNote: () => void;
}

/** The three verdicts and the note, with their keys. */
export function VerdictButtons({ verdict, compact = false, onJudge, onNote }: VerdictButtonsProps) {
  if (!can('judge')) return null;
  return (
    <div
      class={compact ? 'verdicts verdicts-compact' : 'verdicts'}
      role="group"
      aria-label={words.verdictGroup}
    >
      {BUTTONS.map(([name, keys]) => (
        <Button
          key={name}
          icon={VERDICT_ICONS[name]}
          label={words.verdictVerb[name]}
          keys={keys}
          pressed={verdict === undefined ? undefined : verdict === name}
          class={`verdict-${name}`}
          onClick={() => onJudge(verdict === name ? 'new' : name)}
        />
      ))}
      <Button icon="note" label={words.note} keys="n" bare={compact} onClick={onNote} />
    </div>
  );
}
