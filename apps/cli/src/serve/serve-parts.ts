import type { Clock, TextDetector } from '@glyphwatch/domain';
import type { ScanParts } from '../scan/scan-session.ts';

/** What a console needs: it scans as `watch` does, and shows what is stored. */
export interface ServeParts {
  readonly scan: ScanParts;
  readonly clock: Clock;
  readonly detector: TextDetector;
}
