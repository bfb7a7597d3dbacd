import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { checkAgainst } from '@glyphwatch/document-reader/environment';
import { GlyphwatchError } from '@glyphwatch/domain';
import { detectorVariable } from '@glyphwatch/pipeline/providers';
import type { Configured } from '@glyphwatch/provider';
import type { Deployed } from '../deployed.ts';

type Detector = Pick<Configured<unknown, never>, 'name' | 'aws'>;

export interface Examined extends Deployed {
  readonly now: number;
  /** The one that the function uses; fails with `settings-invalid` where the function itself would. */
  readonly detector: () => Promise<Detector>;
}

export function examine(deployed: Deployed): Examined {
  const detector = async () => {
    const { value, mistakes } = readDetector(await deployed.scanFunction());
    if (value) return value;
    throw new GlyphwatchError(
      'settings-invalid',
      `the function’s DETECTOR ${mistakes[0]?.message}`,
    );
  };
  return { ...deployed, now: Date.now(), detector };
}

export function readDetector({ Environment }: FunctionConfiguration) {
  return checkAgainst(Environment?.Variables?.['DETECTOR'], detectorVariable);
}
