import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { describeTextDetectorContract, imageThatFails } from '@glyphwatch/domain/contracts';
import { errorCode, GlyphwatchError, hasErrorCode, type DetectedWord } from '@glyphwatch/domain';
import { tiffOf } from '@glyphwatch/image-pages/testing';
import sharp from 'sharp';
import { OnnxTextDetector } from './onnx-text-detector.ts';
import { imageOf } from './testing/image-of.ts';
import { overlap, renderPage } from './testing/index.ts';

const shown = (lines: readonly string[]) => renderPage(lines, { size: 40, pitch: 2 });

describeTextDetectorContract('OnnxTextDetector', async () => {
  let detector = new OnnxTextDetector();
  return {
    // The subject may be misconfigured later, so it is looked up at every call.
    get detector() {
      return detector;
    },
    imageShowing: async (lines) => imageOf((await shown(lines)).png),
    documentShowing: async (pages) => imageOf(await tiffShowing(pages)),
    blankImage: async () => imageOf((await renderPage(['x'], { ink: '#ffffff' })).png),
    notAnImage: async () => imageOf(Buffer.from('Not a picture at all, whatever its name says.')),
    missingImage: async () => imageThatFails('image-gone'),
    imageThatFails,
    breakBackend: () => detector.close(),
    async misconfigure() {
      await detector.close();
      detector = new OnnxTextDetector({ models: '/nowhere' });
    },
    close: () => detector.close(),
  };
});

async function tiffShowing(pages: readonly (readonly string[])[]): Promise<Buffer> {
  return tiffOf(
    await Promise.all(
      pages.map(async (lines) => {
        const { png, width, height } = await shown(lines);
        return { width, height, rgb: await sharp(png).removeAlpha().raw().toBuffer() };
      }),
    ),
  );
}

describe('OnnxTextDetector', () => {
  const detector = new OnnxTextDetector({ workers: 2 });
  afterAll(() => detector.close());

  const lines = ['Please keep this gate', 'closed at all times', 'Call 555 0199'];

  it.each([0, 90, 180, 270, 7, -12])('reads text turned by %d degrees', async (angle) => {
    const { png } = await renderPage(lines, { angle });
    const detection = await detector.detectText(imageOf(png));
    expect(detection.lines.map(({ text }) => text)).toEqual(lines);
  });

  it.each([0, 90, 180, 270])(
    'reports the bounding boxes of words turned by %d degrees',
    async (angle) => {
      const { png, words } = await renderPage(lines, { angle });
      const detection = await detector.detectText(imageOf(png));
      const boxes = detection.lines.flatMap((line) => line.words.map(({ box }) => box));
      expect(boxes).toHaveLength(words.length);
      for (const [i, { box }] of words.entries()) {
        expect(overlap(box, boxes[i] ?? box)).toBeGreaterThan(0.7);
      }
    },
  );

  it('starts polygons at the top left of the text, even if it is upside down', async () => {
    const { png } = await renderPage(['Keep out'], { angle: 180 });
    const { lines: found } = await detector.detectText(imageOf(png));
    const [topLeft, , bottomRight] = found[0]?.polygon ?? [];
    expect(topLeft?.x).toBeGreaterThan(bottomRight?.x ?? 1);
    expect(topLeft?.y).toBeGreaterThan(bottomRight?.y ?? 1);
  });

  it('keeps words inside the polygon of their slanted line', async () => {
    const { png, width, height } = await renderPage(lines, { angle: -12 });
    const { lines: found } = await detector.detectText(imageOf(png));
    expect(found).toHaveLength(lines.length);
    for (const line of found) {
      for (const word of line.words) expectInside(word, line, { width, height });
    }
  });

  it('draws each box closely around its polygon', async () => {
    const { png } = await renderPage(lines, { angle: 7 });
    const { lines: found } = await detector.detectText(imageOf(png));
    expect(found).toHaveLength(lines.length);
    for (const { polygon, box } of found.flatMap((line) => [line, ...line.words])) {
      const [xs, ys] = [polygon.map(({ x }) => x), polygon.map(({ y }) => y)];
      expect(box.left).toBeCloseTo(Math.min(...xs), 9);
      expect(box.top).toBeCloseTo(Math.min(...ys), 9);
      expect(box.left + box.width).toBeCloseTo(Math.max(...xs), 9);
      expect(box.top + box.height).toBeCloseTo(Math.max(...ys), 9);
    }
  });

  it('reads light text on dark and columns of one row from left to right', async () => {
    const { png } = await renderPage(['Milk 2 litres', 'Bread 1 loaf'], {
      paper: '#20242c',
      ink: '#f4f4f4',
    });
    const { lines: found } = await detector.detectText(imageOf(png));
    const words = found.flatMap((line) => line.words.map(({ text }) => text));
    expect(words).toEqual(['Milk', '2', 'litres', 'Bread', '1', 'loaf']);
  });

  it('keeps the spaces of a small picture', async () => {
    const texts = ['Invoice 4711 is due on 31 December 2026', 'No parking between 8 am and 6 pm'];
    const { png } = await renderPage(texts, { size: 24 });
    const { lines: found } = await detector.detectText(imageOf(png));
    expect(found.map(({ text }) => text)).toEqual(texts);
  });

  it('does not mix up images that are read at once', async () => {
    const texts = ['North gate', 'South gate', 'East gate', 'West gate', 'Main hall', 'Cellar'];
    const found = await Promise.all(
      texts.map(async (text) => detector.detectText(imageOf((await renderPage([text])).png))),
    );
    expect(found.map((one) => one.lines.map(({ text }) => text))).toEqual(texts.map((t) => [t]));
  });

  it('has another identity when an option changes what it reads', () => {
    const { identity } = detector;
    expect(new OnnxTextDetector({ workers: 1, threads: 2 }).identity).toBe(identity);
    expect(new OnnxTextDetector({ maxSide: 1280 }).identity).not.toBe(identity);
    expect(new OnnxTextDetector({ maxReadPixels: 1_000_000 }).identity).not.toBe(identity);
    expect(new OnnxTextDetector({ detail: 'fast' }).identity).not.toBe(identity);
  });

  it('names the folder that the models are missing from', async () => {
    const misconfigured = new OnnxTextDetector({ models: '/nowhere' });
    const { png } = await renderPage(['Keep out']);
    const error = await misconfigured.detectText(imageOf(png)).catch((cause: unknown) => cause);
    await misconfigured.close();
    expect(hasErrorCode(error, 'detector-misconfigured')).toBe(true);
    const { cause } = error as GlyphwatchError;
    expect(cause).toMatchObject({ message: expect.stringContaining('/nowhere') });
  });

  it('fails only the image in progress when its worker is killed, and reads the next with another', async () => {
    const image = imageOf((await renderPage(['Keep out'])).png);
    const attacked = new OnnxTextDetector();
    const outcomes = await killingFirstWorker(() =>
      Promise.allSettled([attacked.detectText(image), attacked.detectText(image)]),
    );
    await attacked.close();
    // Either may be decoded first.
    const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    const found = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value.lines : []));
    expect(failures.map(errorCode)).toEqual(['detector-unavailable']);
    expect(failures[0]).toMatchObject({
      cause: { message: expect.stringMatching(/exited with code/) },
    });
    expect(found.map(({ text }) => text)).toEqual(['Keep out']);
  });

  it('fails the images in progress and all later ones when it is closed', async () => {
    const closing = new OnnxTextDetector();
    const image = imageOf((await renderPage(['Keep out'])).png);
    const inHand = Promise.allSettled([1, 2, 3].map(() => closing.detectText(image)));
    await closing.close();
    const outcomes = [
      ...(await inHand),
      ...(await Promise.allSettled([closing.detectText(image)])),
    ];
    const codes = outcomes.map((one) => one.status === 'rejected' && errorCode(one.reason));
    expect(codes).toEqual(Array(4).fill('detector-unavailable'));
  });

  it('can be closed before it has read anything, and twice', async () => {
    const unused = new OnnxTextDetector();
    await unused.close();
    await expect(unused.close()).resolves.toBeUndefined();
  });
});

/** Terminates the first worker that starts during `work`, while it has an image. */
async function killingFirstWorker<T>(work: () => Promise<T>): Promise<T> {
  const kill = (message: unknown): void => {
    unsubscribe('worker_threads', kill);
    const { worker } = message as { worker: Worker };
    worker.once('online', () => void worker.terminate());
  };
  subscribe('worker_threads', kill);
  try {
    return await work();
  } finally {
    unsubscribe('worker_threads', kill);
  }
}

/** Each corner must be on the inner side of all edges, with a tolerance of one pixel for rounding. */
function expectInside(
  word: DetectedWord,
  line: DetectedWord,
  { width, height }: { width: number; height: number },
): void {
  const edges = line.polygon.map((from, i) => [from, line.polygon[(i + 1) % 4] ?? from] as const);
  for (const corner of word.polygon) {
    for (const [from, to] of edges) {
      const [dx, dy] = [(to.x - from.x) * width, (to.y - from.y) * height];
      const [px, py] = [(corner.x - from.x) * width, (corner.y - from.y) * height];
      expect((dx * py - dy * px) / Math.hypot(dx, dy)).toBeGreaterThan(-1);
    }
  }
}
