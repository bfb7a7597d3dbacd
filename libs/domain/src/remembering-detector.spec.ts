import { InMemoryDetectionMemory, InMemoryTextDetector } from './in-memory/index.ts';
import { type ImageSource, RememberingDetector, type TextDetector } from './index.ts';

function imageShowing(text: string, key = 'gate.jpg'): ImageSource {
  return { address: { bucket: 'yard', key }, read: async () => new TextEncoder().encode(text) };
}

async function hashOf(image: ImageSource): Promise<string> {
  return new TextDecoder().decode(await image.read());
}

function counting(identity = 'engine/1') {
  const engine = new InMemoryTextDetector();
  const seen: string[] = [];
  const detector: TextDetector = {
    identity,
    async detectText(image) {
      seen.push(image.address.key);
      return engine.detectText(image);
    },
  };
  return { detector, seen };
}

it('reads equal contents once and returns the same detection for each', async () => {
  const { detector, seen } = counting();
  const remembering = new RememberingDetector(detector, new InMemoryDetectionMemory(), { hashOf });
  const first = await remembering.detectText(imageShowing('KEEP OUT'));
  expect(await remembering.detectText(imageShowing('KEEP OUT', 'copy.jpg'))).toEqual(first);
  await remembering.detectText(imageShowing('EXIT', 'exit.jpg'));
  expect(seen).toEqual(['gate.jpg', 'exit.jpg']);
});

it('does not use the detection of another engine', async () => {
  const memory = new InMemoryDetectionMemory();
  const [old, updated] = [counting('engine/1'), counting('engine/2')];
  for (const { detector } of [old, updated]) {
    await new RememberingDetector(detector, memory, { hashOf }).detectText(imageShowing('EXIT'));
  }
  expect([old.seen.length, updated.seen.length]).toEqual([1, 1]);
});

it('detects again when asked, and remembers that', async () => {
  const memory = new InMemoryDetectionMemory();
  await memory.keep('EXIT', 'engine/1', { ...(await readEmpty()), modelVersion: 'old' });
  const { detector } = counting();
  const again = new RememberingDetector(detector, memory, { hashOf, again: true });
  const detection = await again.detectText(imageShowing('EXIT'));
  expect(detection.modelVersion).not.toBe('old');
  expect(await memory.find('EXIT', 'engine/1')).toEqual(detection);
});

it('fails like the image and remembers nothing', async () => {
  const { detector, seen } = counting();
  const remembering = new RememberingDetector(detector, new InMemoryDetectionMemory(), { hashOf });
  const lost = { ...imageShowing('EXIT'), read: () => Promise.reject(new Error('disk')) };
  await expect(remembering.detectText(lost)).rejects.toThrow('disk');
  expect(seen).toEqual([]);
});

function readEmpty() {
  return new InMemoryTextDetector().detectText(imageShowing(''));
}
