import type { TextDetector } from '@glyphwatch/domain';
import {
  describeTextDetectorContract,
  imageThatFails,
  type TextDetectorSubject,
} from '@glyphwatch/domain/contracts';
import { blank, draw } from './draw.ts';
import { imageOf } from './image-of.ts';

/** What nobody can do to a real service. */
const NOT_SHOWN = ['breakBackend', 'misconfigure', 'documentShowing'] as const;

/**
 * Runs the detector's contract on a real account if it is asked for, like `LIVE=textract`, with the variables that it needs. That
 * costs as much as some forty images. Without, it is reported as skipped.
 */
export function describeLive(
  name: string,
  variables: readonly string[],
  open: (...values: string[]) => Promise<TextDetector>,
): void {
  const isAsked = (process.env['LIVE'] ?? '').split(',').includes(name);
  if (!isAsked) {
    it.skip(`keeps its promises on a real account with LIVE=${[name, ...variables].join(' ')}`, () => {});
    return;
  }
  const values = variables.map((variable) => process.env[variable] ?? '');
  const subject = async (): Promise<TextDetectorSubject> => ({
    detector: await open(...values),
    imageShowing: async (lines) => imageOf((await draw(lines)).png),
    blankImage: async () => imageOf((await blank()).png),
    notAnImage: async () => imageOf(Buffer.from('no picture')),
    missingImage: async () => imageThatFails('image-gone'),
    imageThatFails,
  });
  describeTextDetectorContract(`${name} on a real account`, subject, { without: [...NOT_SHOWN] });
}
