import sharp from 'sharp';
import type { Pixels } from './opened-pages.ts';
import type { SendLimits, SentPage } from './sent-page.ts';
import { unsupported } from './unsupported.ts';

/** Of a JPEG. Below, letters blur. */
const QUALITIES = [92, 80, 65];

/** A PNG if it fits, because it loses nothing; from a photo, and else, the best JPEG that fits. */
export async function encodePage(
  { pixels, width, height }: Pixels,
  format: string,
  { service, maxSentBytes }: Pick<SendLimits, 'service' | 'maxSentBytes'>,
): Promise<SentPage> {
  const picture = () => sharp(pixels, { raw: { width, height, channels: 3 } });
  const encodings = [
    ...(format === 'JPEG' ? [] : [() => picture().png()]),
    ...QUALITIES.map((quality) => () => picture().jpeg({ quality })),
  ];
  for (const encode of encodings) {
    const bytes = await encode().toBuffer();
    if (bytes.length <= maxSentBytes) return { bytes, width, height };
  }
  throw unsupported(
    `${service} takes pictures of at most ${maxSentBytes} bytes; this one has more, even when saved as a JPEG of quality ${QUALITIES.at(-1)}.`,
  );
}
