import {
  type ImageSource,
  hasErrorCode,
  messageForUsers,
  type TextDetector,
} from '@glyphwatch/domain';

/** What one detector made of one image. */
export interface Reading {
  /** Line by line; empty also if it could not be read. */
  readonly text: string;
  readonly seconds: number;
  /** The detector stopped before the end of the text. */
  readonly truncated: boolean;
  /** Why it could not be read. */
  readonly unread?: string;
}

/** Rejects only with `detector-misconfigured`, because then no image can be read. */
export async function readImage(detector: TextDetector, image: ImageSource): Promise<Reading> {
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  try {
    const { lines, truncated } = await detector.detectText(image);
    const text = lines.map((line) => line.text).join('\n');
    return { text, truncated, seconds: seconds() };
  } catch (error) {
    if (hasErrorCode(error, 'detector-misconfigured')) throw error;
    return { text: '', truncated: false, seconds: seconds(), unread: messageForUsers(error) };
  }
}
