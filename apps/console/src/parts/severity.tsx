import type { Severity } from '@glyphwatch/console-api/shapes';
import { words } from '../words.ts';

/** Each severity has a shape of its own, so that it can be told without colour. */
const SHAPES: Readonly<Record<Severity, string>> = {
  critical: 'M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5ZM7 3.5v5.5h2V3.5ZM7 10.5v2h2v-2Z',
  high: 'M8 1.2 15.4 14.500H.6Z',
  medium: 'M8 .8 15.2 8 8 15.2.8 8Z',
  low: 'M8 15A7 7 0 1 0 8 1a7 7 0 0 0 0 14ZM8 12.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9Z',
};

/** Shape and word; the edge of what holds it comes from the same class. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  return (
    <span class={`severity severity-${severity}`}>
      <svg class="severity-shape" viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[severity]} />
      </svg>
      {words.severity[severity]}
    </span>
  );
}
