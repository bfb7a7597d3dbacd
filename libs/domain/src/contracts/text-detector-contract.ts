import {
  type Box,
  type DetectedLine,
  type DetectedWord,
  type ErrorCode,
  GlyphwatchError,
  type ImageSource,
  type TextDetection,
  type TextDetector,
} from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { unique } from './samples.ts';

export interface TextDetectorSubject {
  readonly detector: TextDetector;
  /** Plain dark text on a light background, line by line, large enough for any engine. */
  imageShowing(lines: readonly string[]): Promise<ImageSource>;
  /** A file of several pages, each as `imageShowing` draws it, for engines that read such files. */
  documentShowing?(pages: readonly (readonly string[])[]): Promise<ImageSource>;
  blankImage(): Promise<ImageSource>;
  /** Its bytes are not an image. */
  notAnImage(): Promise<ImageSource>;
  /** It was removed before it was read. */
  missingImage(): Promise<ImageSource>;
  /** For engines that read bytes: the exported `imageThatFails`. */
  imageThatFails?(code: ErrorCode): ImageSource;
  /** From here on the engine does not answer. */
  breakBackend?(): Promise<void>;
  /** From here on a person must act: wrong credentials, no model. */
  misconfigure?(): Promise<void>;
  close?(): Promise<void>;
}

/** Engines round: corners and boxes may differ by this fraction of the image. */
const ROUNDING = 0.02;

export const textDetectorContract = new Contract<TextDetectorSubject>();

textDetectorContract.promise('reads the words of every line', async (subject) => {
  const { lines } = await detect(subject, ['KEEP OUT', 'NO ENTRY']);
  expect(lines.map(plain).sort()).toEqual(['KEEP OUT', 'NO ENTRY']);
});

textDetectorContract.promise('gives each line its words, in order', async (subject) => {
  const { lines } = await detect(subject, ['PLEASE CLOSE THE GATE']);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line.words.length).toBeGreaterThan(0);
    expect(line.words.map(({ text }) => text).join('')).toBe(line.text.replace(/\s/g, ''));
  }
  const lefts = lines.flatMap(({ words }) => words).map(({ box }) => box.left);
  expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
});

textDetectorContract.promise('places text as fractions of the image', async (subject) => {
  const { lines } = await detect(subject, ['TOP SIGN', 'BOTTOM SIGN']);
  for (const place of [...lines, ...lines.flatMap(({ words }) => words)]) expectInside(place);
  const [top, bottom] = [lineShowing(lines, 'TOP SIGN'), lineShowing(lines, 'BOTTOM SIGN')];
  expect(bottomOf(top.box)).toBeLessThanOrEqual(bottom.box.top + ROUNDING);
});

textDetectorContract.promise('places every word inside its line', async (subject) => {
  const { lines } = await detect(subject, ['WET PAINT', 'MIND THE STEP']);
  expect(lines.length).toBeGreaterThan(0);
  for (const { box, words } of lines) for (const word of words) expectWithin(word.box, box);
});

textDetectorContract.promise('returns provider, model version and confidence', async (subject) => {
  const { provider, modelVersion, truncated, lines } = await detect(subject, ['WET PAINT']);
  expect(provider).not.toBe('');
  expect(modelVersion).not.toBe('');
  expect(truncated).toBe(false);
  expect(subject.detector.identity).not.toBe('');
  for (const { confidence } of [...lines, ...lines.flatMap(({ words }) => words)]) {
    expect(confidence).toBeGreaterThan(0.5);
    expect(confidence).toBeLessThanOrEqual(1);
  }
});

textDetectorContract.promise('finds no lines in an image without text', async (subject) => {
  expect((await subject.detector.detectText(await subject.blankImage())).lines).toEqual([]);
});

textDetectorContract.promise('returns the same detection twice', async (subject) => {
  const image = await subject.imageShowing(['WET PAINT', 'KEEP OUT']);
  const first = await subject.detector.detectText(image);
  expect(await subject.detector.detectText(image)).toEqual(first);
});

textDetectorContract.promise('numbers no page in an image of one', async (subject) => {
  const { lines, ...about } = await detect(subject, ['WET PAINT']);
  for (const key of ['pages', 'pageCount', 'pagesRead']) expect(about).not.toHaveProperty(key);
  for (const line of lines) expect(line).not.toHaveProperty('page');
});

textDetectorContract.promiseWith(
  'documentShowing',
  'reads every page of a document, page by page',
  async ({ detector, documentShowing }) => {
    const image = await documentShowing([['WET PAINT'], ['KEEP OUT', 'NO ENTRY'], ['WAY OUT']]);
    const { lines, pages = [], ...about } = await detector.detectText(image);
    expect(about).toMatchObject({ truncated: false, pageCount: 3 });
    expect(about).not.toHaveProperty('pagesRead');
    expect(pages.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(lines.map(({ page }) => page)).toEqual([1, 2, 2, 3]);
    const texts = lines.map(plain);
    expect([texts[0], texts.slice(1, 3).sort(), texts[3]]).toEqual([
      'WET PAINT',
      ['KEEP OUT', 'NO ENTRY'],
      'WAY OUT',
    ]);
  },
);

textDetectorContract.promiseWith(
  'documentShowing',
  'reports every page of a document when it is read, and waits',
  async ({ detector, documentShowing }) => {
    let [running, reported] = [0, 0];
    await detector.detectText(await documentShowing([['ONE'], ['TWO'], ['THREE']]), async () => {
      running += 1;
      await new Promise((resolve) => setTimeout(resolve));
      expect(running).toBe(1);
      running -= 1;
      reported += 1;
    });
    expect([running, reported]).toEqual([0, 3]);
  },
);

textDetectorContract.promiseWith(
  'documentShowing',
  'fails as whoever is told of a page does',
  async ({ detector, documentShowing }) => {
    const image = await documentShowing([['ONE'], ['TWO']]);
    const fail = () => Promise.reject(new GlyphwatchError('claim-lost', 'Somebody else has it.'));
    await failureOf(detector.detectText(image, fail), 'claim-lost');
    expect((await detector.detectText(image)).pageCount).toBe(2);
  },
);

textDetectorContract.promiseWith(
  'documentShowing',
  'places text as fractions of its own page',
  async ({ detector, documentShowing }) => {
    const { lines } = await detector.detectText(await documentShowing([['TOP'], ['A', 'B', 'C']]));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expectInside(line);
  },
);

textDetectorContract.promise('never mixes up images detected at once', async (subject) => {
  const texts = ['NORTH', 'SOUTH', 'EAST', 'WEST'];
  const seen = await Promise.all(texts.map((text) => detect(subject, [text])));
  expect(seen.map(({ lines }) => lines.map(plain))).toEqual(texts.map((text) => [text]));
});

textDetectorContract.promise(
  'fails with image-unsupported when it is not an image',
  async ({ detector, notAnImage }) => {
    await failureOf(detector.detectText(await notAnImage()), 'image-unsupported');
  },
);

textDetectorContract.promise(
  'fails with image-gone when the image was removed',
  async ({ detector, missingImage }) => {
    await failureOf(detector.detectText(await missingImage()), 'image-gone');
  },
);

textDetectorContract.promise('keeps working after images that failed', async (subject) => {
  const bad = [await subject.notAnImage(), await subject.missingImage()];
  await Promise.allSettled(bad.map((image) => subject.detector.detectText(image)));
  expect((await detect(subject, ['WET PAINT'])).lines.map(plain)).toEqual(['WET PAINT']);
});

for (const code of [
  'image-gone',
  'image-unreadable',
  'image-unsupported',
  'source-unavailable',
] as const) {
  textDetectorContract.promiseWith(
    'imageThatFails',
    `passes on ${code} when reading the bytes fails with it`,
    async (subject) => {
      await failureOf(subject.detector.detectText(subject.imageThatFails(code)), code);
    },
  );
}

textDetectorContract.promiseWith(
  'breakBackend',
  'fails with detector-unavailable when the engine does not answer',
  async (subject) => {
    const image = await subject.imageShowing(['WET PAINT']);
    await subject.breakBackend();
    await failureOf(subject.detector.detectText(image), 'detector-unavailable');
  },
);

textDetectorContract.promiseWith(
  'misconfigure',
  'fails with detector-misconfigured when a person must act',
  async (subject) => {
    const image = await subject.imageShowing(['WET PAINT']);
    await subject.misconfigure();
    await failureOf(subject.detector.detectText(image), 'detector-misconfigured');
  },
);

export function describeTextDetectorContract(
  name: string,
  open: () => Promise<TextDetectorSubject>,
  options?: ContractOptions<TextDetectorSubject>,
): void {
  textDetectorContract.describe(name, open, options);
}

/** An image whose bytes cannot be read. */
export function imageThatFails(code: ErrorCode): ImageSource {
  const error = new GlyphwatchError(code, 'The bytes of this sample image cannot be read.');
  return {
    address: { bucket: unique('bucket'), key: 'failing.png' },
    read: () => Promise.reject(error),
  };
}

async function detect(
  { detector, imageShowing }: TextDetectorSubject,
  lines: readonly string[],
): Promise<TextDetection> {
  return detector.detectText(await imageShowing(lines));
}

/** Engines may differ in case and spacing. */
function plain({ text }: DetectedWord): string {
  return text.toUpperCase().replace(/\s+/g, ' ').trim();
}

function lineShowing(lines: readonly DetectedLine[], text: string): DetectedLine {
  const line = lines.find((one) => plain(one) === text);
  if (!line) throw new Error(`no line reads ${text}`);
  return line;
}

function bottomOf({ top, height }: Box): number {
  return top + height;
}

function expectInside({ box, polygon }: DetectedWord): void {
  expect(box.width).toBeGreaterThan(0);
  expect(box.height).toBeGreaterThan(0);
  expectWithin(box, { left: 0, top: 0, width: 1, height: 1 });
  expect(polygon).toHaveLength(4);
  for (const { x, y } of polygon) expectWithin({ left: x, top: y, width: 0, height: 0 }, box);
}

function expectWithin(inner: Box, outer: Box): void {
  expect(inner.left).toBeGreaterThanOrEqual(outer.left - ROUNDING);
  expect(inner.top).toBeGreaterThanOrEqual(outer.top - ROUNDING);
  expect(inner.left + inner.width).toBeLessThanOrEqual(outer.left + outer.width + ROUNDING);
  expect(bottomOf(inner)).toBeLessThanOrEqual(bottomOf(outer) + ROUNDING);
}
