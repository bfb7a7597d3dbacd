import { endingOf, START_LENGTH, whyPassedOver } from '@glyphwatch/file-image-source';

export interface NamedObject {
  readonly key: string;
  /** Bytes; absent if nobody said. */
  readonly size?: number | undefined;
  readStart(length: number): Promise<Uint8Array>;
}

/**
 * Why an object is passed over; `undefined` for an image. Only an object without any ending is looked into, because each look is
 * a paid request. What cannot be looked into counts as an image, so that its scan says what is wrong.
 */
export async function kindOfObject({
  key,
  size,
  readStart,
}: NamedObject): Promise<string | undefined> {
  let start: Uint8Array = new Uint8Array();
  if (endingOf(key) === '' && size !== 0) {
    try {
      start = await readStart(START_LENGTH);
    } catch {
      return undefined;
    }
  }
  return whyPassedOver(key, async () => start);
}
