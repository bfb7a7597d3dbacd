import type { Fault } from '@glyphwatch/aws-failures/testing';
import { draw } from '@glyphwatch/sent-image/testing';
import { type AwsDay, openAwsDay, refusal, shows } from './testing/aws-day.ts';

let day: AwsDay;
let picture: Uint8Array;
beforeAll(async () => {
  ({ png: picture } = await draw(['KEEP OUT']));
  day = await openAwsDay({
    DETECTOR: '{"first":"rekognition","whenTruncated":"textract"}',
    SECOND_CALLS_PER_SECOND: '1000',
    COST_PER_IMAGE: '1',
    SECOND_COST_PER_IMAGE: '1.5',
  });
}, 30_000);
beforeEach(() => {
  day.mend();
  day.plan('textract', () => reads('KEEP OUT'));
});
afterAll(() => day.close());

/** A hundred words, which is where Rekognition stops. */
const DENSE = shows(Array(100).fill('word').join(' '));

function reads(text: string): Fault {
  const Geometry = { BoundingBox: { Left: 0.1, Top: 0.1, Width: 0.5, Height: 0.1 } };
  const line = { BlockType: 'LINE', Id: 'l', Text: text, Confidence: 99, Geometry };
  const body = JSON.stringify({ Blocks: [{ BlockType: 'PAGE', Id: 'p' }, line] });
  return { kind: 'answer', status: 200, body };
}

/** Delivers an upload, and sums up what it was metered for. */
async function upload(key: string) {
  await day.put(key, picture);
  const from = day.lines.length;
  const fate = await day.deliverUpload({ key });
  const metrics = day.lines
    .slice(from)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => '_aws' in line);
  const sumOf = (name: string) =>
    metrics.reduce((sum, line) => sum + (typeof line[name] === 'number' ? line[name] : 0), 0);
  return { fate, cost: sumOf('ProviderCost'), seconds: sumOf('SecondOpinions') };
}

it('reads an image of many words again, and counts and charges that', async () => {
  day.plan('rekognition', () => DENSE);
  expect(await upload('dense.png')).toEqual({ fate: 'acknowledged', cost: 2.5, seconds: 1 });
  expect(await day.stored('dense.png')).toMatchObject({
    status: 'MATCHED',
    detection: { provider: 'textract', truncated: false },
  });
});

it('does not read an image of few words again', async () => {
  const before = day.calls('textract').length;
  expect(await upload('sparse.png')).toEqual({ fate: 'acknowledged', cost: 1, seconds: 0 });
  expect(day.calls('textract')).toHaveLength(before);
  expect(await day.stored('sparse.png')).toMatchObject({ detection: { provider: 'rekognition' } });
});

it('keeps what there is where the second does not read such images, and says that it may be less', async () => {
  day.plan('rekognition', () => DENSE);
  day.plan('textract', () => refusal('BadDocumentException'));
  expect(await upload('odd.png')).toEqual({ fate: 'acknowledged', cost: 1, seconds: 0 });
  expect(await day.stored('odd.png')).toMatchObject({
    status: 'NO_MATCH',
    detection: { provider: 'rekognition', truncated: true },
  });
});

it.each([
  ['is throttled', refusal('ThrottlingException'), 'Textract answered ThrottlingException'],
  ['is denied', refusal('AccessDeniedException'), 'Allow textract:DetectDocumentText'],
])(
  'tries the image again when the second %s, instead of half reading it',
  async (what, fault, reason) => {
    const key = `${what}.png`;
    day.plan('rekognition', () => DENSE);
    day.plan('textract', () => fault);
    const { fate } = await upload(key);
    expect(fate).toMatchObject({ againInSeconds: expect.any(Number) });
    expect(await day.stored(key)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining(reason),
    });
  },
  15_000,
);

it.each([
  ['v1', 'pays the first only once when the second has to be tried again', 1],
  [
    undefined,
    'asks the first again about an image without a version, which may be another one now',
    2,
  ],
])(
  'with version %s, %s',
  async (versionId, _, times) => {
    const key = `again ${versionId}.png`;
    const etag = await day.put(key, picture);
    day.plan('rekognition', () => DENSE);
    day.plan('textract', () => refusal('ThrottlingException'));
    const before = day.calls('rekognition').length;
    const upload = { key, versionId, etag, time: new Date().toISOString() };
    await day.deliverUpload(upload);
    day.plan('textract', () => reads('KEEP OUT'));
    expect(await day.deliverUpload(upload, { attempt: 2 })).toBe('acknowledged');
    expect(day.calls('rekognition').length - before).toBe(times);
    expect(await day.stored(key)).toMatchObject({ detection: { provider: 'textract' } });
  },
  15_000,
);
