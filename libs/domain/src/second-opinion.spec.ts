import { InMemoryDetectionMemory, InMemoryTextDetector } from './in-memory/index.ts';
import {
  type ErrorCode,
  GlyphwatchError,
  type ImageSource,
  RememberingDetector,
  SecondOpinion,
  type TextDetection,
  type TextDetector,
} from './index.ts';
import { failureOf } from './contracts/index.ts';

const SIGN: ImageSource = {
  address: { bucket: 'yard', key: 'dense.png' },
  read: async () => new TextEncoder().encode('KEEP OUT'),
};

/** Reads what the bytes say, as another engine and with what `about` changes. */
class Engine implements TextDetector {
  readonly identity: string;
  calls = 0;
  failure: ErrorCode | undefined;
  readonly #about: Partial<TextDetection>;

  constructor(provider: string, about: Partial<TextDetection> = {}) {
    this.identity = `${provider}/1`;
    this.#about = { provider, ...about };
  }

  async detectText(image: ImageSource): Promise<TextDetection> {
    this.calls += 1;
    if (this.failure) throw new GlyphwatchError(this.failure, 'Sample.');
    return { ...(await new InMemoryTextDetector().detectText(image)), ...this.#about };
  }
}

function pair({ truncated = true } = {}) {
  const [first, second] = [new Engine('quick', { truncated }), new Engine('thorough')];
  return { first, second, both: new SecondOpinion(first, second) };
}

it('replaces what the first did not read to its end', async () => {
  const { both } = pair();
  const detection = await both.detectText(SIGN);
  expect(detection).toMatchObject({ provider: 'thorough', truncated: false });
  expect(detection.lines.map(({ text }) => text)).toEqual(['KEEP OUT']);
});

it('does not ask the second about what the first read to its end', async () => {
  const { both, second } = pair({ truncated: false });
  expect(await both.detectText(SIGN)).toMatchObject({ provider: 'quick' });
  expect(second.calls).toBe(0);
});

it('keeps the answer of the first, still truncated, where the second does not read such images', async () => {
  const { both, second } = pair();
  second.failure = 'image-unsupported';
  expect(await both.detectText(SIGN)).toMatchObject({ provider: 'quick', truncated: true });
});

it.each(['detector-unavailable', 'detector-misconfigured', 'image-gone'] as const)(
  'fails with %s of the second, so that the image is tried again',
  async (code) => {
    const { both, second } = pair();
    second.failure = code;
    await failureOf(both.detectText(SIGN), code);
  },
);

it('fails as the first does, and does not ask the second then', async () => {
  const { both, first, second } = pair();
  first.failure = 'image-unsupported';
  await failureOf(both.detectText(SIGN), 'image-unsupported');
  expect(second.calls).toBe(0);
});

it('has an identity that names both', () => {
  const { both } = pair();
  expect(both.identity).toBe('quick/1 whenTruncated thorough/1');
});

it('pays the first once when the second has to be tried again, each being remembered alone', async () => {
  const memory = new InMemoryDetectionMemory();
  const remembering = (detector: TextDetector) =>
    new RememberingDetector(detector, memory, { hashOf: async () => 'same' });
  const { first, second } = pair();
  const both = new SecondOpinion(remembering(first), remembering(second));
  second.failure = 'detector-unavailable';
  await failureOf(both.detectText(SIGN), 'detector-unavailable');
  second.failure = undefined;
  await both.detectText(SIGN);
  await both.detectText(SIGN);
  expect([first.calls, second.calls]).toEqual([1, 2]);
});
