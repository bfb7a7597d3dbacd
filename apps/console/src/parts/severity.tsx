import type { Severity } from '@glyphwatch/console-api/shapes';
import { words } from '../words.ts';

/** Each severity has a shape of its own, so that it can be told without colour. */
const SHAPES: Readonly<Record<Severity, string>> = {
  critical: 'M5.3 1h5.400L15 5.300v5.400L10.7 15H5.300L1 10.700V5.300Z',
  high: 'M8 1.2 15.4 14.500H.6Z',
  medium: 'M8 .8 15.2 8 8 15.2.8 8Z',
  low: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12Z',
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
