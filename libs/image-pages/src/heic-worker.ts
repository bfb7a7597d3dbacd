import { pathToFileURL } from 'node:url';
import { answerQuestions } from './decoder-process.ts';
import { flattenAlpha } from './flatten-alpha.ts';
import type { HeicJob, HeicQuestion } from './heic-pages.ts';
import { damaged, tooLarge, unsupported } from './unsupported.ts';

/** What is used of https://www.npmjs.com/package/heic-decode */
interface HeicDecode {
  all(input: { readonly buffer: Uint8Array }): Promise<readonly HeicImage[]>;
}

interface HeicImage {
  readonly width: number;
  readonly height: number;
  decode(): Promise<{ readonly data: Uint8ClampedArray }>;
}

let opened: Promise<readonly HeicImage[]> | undefined;

void answerQuestions<HeicJob, HeicQuestion>(async (question, job) => {
  const { maxPixels } = job;
  const images = await (opened ??= open(job));
  if (question.kind === 'count') return images.length;
  const image = images[question.number - 1];
  if (!image) throw damaged(new Error('It has fewer pictures.'));
  const { width, height } = image;
  if (width * height > maxPixels) throw tooLarge(image, maxPixels);
  const { data } = await image.decode().catch((cause: unknown) => {
    throw damaged(cause);
  });
  const rgba = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width, height, pixels: flattenAlpha(rgba, width) };
});

async function open({ decoder, bytes }: HeicJob): Promise<readonly HeicImage[]> {
  const { default: heic } = (await import(pathToFileURL(decoder).href)) as { default: HeicDecode };
  // The package knows fewer brands than the library in it.
  const buffer = Buffer.from(bytes);
  const brands = buffer.toString('latin1', 8, buffer.readUInt32BE());
  buffer.write('heic', 8, 'latin1');
  try {
    return await heic.all({ buffer });
  } catch (cause) {
    if (!/hev[cxms]|msf1/.test(brands)) throw damaged(cause);
    throw unsupported('HEIC sequences are not read. Save a frame of it as JPEG.', cause);
  }
}
