import type { Verdict } from '@glyphwatch/console-api/shapes';
import { words } from '../words.ts';

const VERDICTS: readonly Verdict[] = ['new', 'confirmed', 'false-alarm', 'resolved'];

interface VerdictFieldProps {
  readonly verdict: Verdict;
  readonly onChange: (verdict: Verdict) => void;
}

export function VerdictField({ verdict, onChange }: VerdictFieldProps) {
  return (
    <label class="field">
      <span>{words.verdictLabel}</span>
      <select value={verdict} onChange={(event) => onChange(event.currentTarget.value as Verdict)}>
        {VERDICTS.map((name) => (
          <option key={name} value={name}>
            {words.verdict[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
