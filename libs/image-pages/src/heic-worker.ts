import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import { answerQuestions } from './decoder-thread.ts';
import { flattenAlpha } from './flatten-alpha.ts';
import { damaged, tooLarge } from './unsupported.ts';

/** What is used of https://www.npmjs.com/package/heic-decode */
interface HeicDecode {
  all(input: { readonly buffer: Uint8Array }): Promise<readonly HeicImage[]>;
}

interface HeicImage {
  readonly width: number;
  readonly height: number;
  decode(): Promise<{ readonly data: Uint8ClampedArray }>;
}

interface HeicJob {
  readonly decoder: string;
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
}

const { decoder, bytes, maxPixels } = workerData as HeicJob;

answerQuestions(async () => {
  const { default: heic } = (await import(pathToFileURL(decoder).href)) as { default: HeicDecode };
  const [image] = await heic.all({ buffer: bytes }).catch((cause: unknown) => {
    throw damaged(cause);
  });
  if (!image) throw damaged(new Error('It holds no picture.'));
  const { width, height } = image;
  if (width * height > maxPixels) throw tooLarge(image, maxPixels);
  const { data } = await image.decode().catch((cause: unknown) => {
    throw damaged(cause);
  });
  const rgba = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const pixels = flattenAlpha(rgba, width);
  return { value: { width, height, pixels }, moved: pixels.buffer };
});
