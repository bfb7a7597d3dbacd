import { type AwsDay, openAwsDay, refusal, shows } from '../testing/aws-day.ts';

/*
 * Each error of DetectText:
 * https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html
 */

let day: AwsDay;
beforeAll(async () => {
  day = await openAwsDay();
}, 30_000);
afterEach(() => day.mend());
afterAll(() => day.close());

/** The function's first delay: 10 s, shortened at random by up to half. */
const SOON = { againInSeconds: expect.closeTo(7.5, -1) };

describe.each([
  ['ThrottlingException', 400, 'Slow down; sudden increase in rate of requests'],
  ['ThrottlingException', 500, 'Service Unavailable'],
  ['ProvisionedThroughputExceededException', 400, 'Provisioned Rate exceeded'],
  ['ProvisionedThroughputExceededException', 400, 'S3 download limit exceeded'],
  ['InternalServerError', 500, 'Internal server error'],
])('%s (%d, “%s”) is transient', (name, status, message) => {
  const key = `${name} ${message}.png`;

  it('the image becomes FAILED, the message is retried, and then everything is sent once', async () => {
    day.break('rekognition', refusal(name, status, message));
    expect(await day.deliverUpload({ key })).toEqual(SOON);
    expect(await day.stored(key)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining(`Rekognition answered ${name} (${status})`),
    });
    day.mend();
    expect(await day.deliverUpload({ key }, { attempt: 2 })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED', attempts: 2 });
    expect(day.mailsAbout(key)).toHaveLength(1);
  }, 15_000);
});

describe.each([
  ['InvalidImageFormatException', 'Request has invalid image format', 'neither JPEG nor PNG'],
  ['ImageTooLargeException', 'Image size is too large', 'too many bytes'],
  [
    'InvalidParameterException',
    'Request has invalid parameters',
    'Rekognition says: Request has invalid parameters',
  ],
])('%s is final', (name, message, reason) => {
  const key = `${name}.png`;

  it('the image becomes UNSUPPORTED with the reason, subscribers to failures are notified, and the message is acknowledged', async () => {
    day.break('rekognition', refusal(name, 400, message));
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({
      status: 'UNSUPPORTED',
      reason: expect.stringContaining(reason),
    });
    expect(day.mailsAbout(key)).toHaveLength(1);
  });

  it('a repeated event costs nothing', async () => {
    const before = day.calls('rekognition').length;
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(day.calls('rekognition')).toHaveLength(before);
    expect(day.mailsAbout(key)).toHaveLength(1);
  });
});

describe('InvalidS3ObjectException is ambiguous, so S3 is asked', () => {
  const unreadable = refusal(
    'InvalidS3ObjectException',
    400,
    'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
  );
  beforeEach(() => day.break('rekognition', unreadable));

  it('the object is gone: GONE, acknowledged', async () => {
    expect(await day.deliverUpload({ key: 'removed.png' })).toBe('acknowledged');
    expect(await day.stored('removed.png')).toMatchObject({ status: 'GONE' });
  });

  it('the object exists: FAILED with the settings to check, retried', async () => {
    await day.put('there.png');
    expect(await day.deliverUpload({ key: 'there.png' })).toEqual(SOON);
    expect(await day.stored('there.png')).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/region.*kms:Decrypt/),
    });
  });

  it('the role may not see it: FAILED with the missing permission, retried', async () => {
    day.break('s3', { kind: 'answer', status: 403 }, 'HEAD');
    expect(await day.deliverUpload({ key: 'denied.png' })).toEqual(SOON);
    expect(await day.stored('denied.png')).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining('s3:ListBucket'),
    });
  });

  it('S3 does not answer: retried', async () => {
    day.break('s3', { kind: 'answer', status: 503 }, 'HEAD');
    expect(await day.deliverUpload({ key: 'unknown.png' })).toEqual(SOON);
    expect(await day.stored('unknown.png')).toMatchObject({ status: 'FAILED' });
    day.mend();
    expect(await day.deliverUpload({ key: 'unknown.png' }, { attempt: 2 })).toBe('acknowledged');
    expect(await day.stored('unknown.png')).toMatchObject({ status: 'MATCHED' });
  });
});

describe('AccessDeniedException needs a person', () => {
  const key = 'forbidden.png';
  beforeEach(() => day.break('rekognition', refusal('AccessDeniedException')));

  it('the image becomes FAILED with the missing permission, and the message stays for a redrive', async () => {
    expect(await day.deliverUpload({ key })).toEqual(SOON);
    expect(await day.stored(key)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining('rekognition:DetectText'),
    });
    expect(day.mailsAbout(key)).toEqual([]);
    expect(day.lines.join('\n')).toContain('"Failures":1');
  });

  it('the last attempt notifies people and still leaves the message to the dead-letter queue', async () => {
    expect(await day.deliverUpload({ key }, { attempt: 20 })).not.toBe('acknowledged');
    expect(day.mailsAbout(key)).toHaveLength(1);
  });

  it('once fixed, the redriven message is handled normally', async () => {
    day.mend();
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
    expect(day.mailsAbout(key)).toHaveLength(2);
  });
});

describe('an answer without an error', () => {
  it('with a hundred words is marked as truncated', async () => {
    const text = `OUT ${Array.from({ length: 99 }, (_, index) => `w${index}`).join(' ')}`;
    day.break('rekognition', shows(text));
    expect(await day.deliverUpload({ key: 'dense.png' })).toBe('acknowledged');
    expect(await day.stored('dense.png')).toMatchObject({
      status: 'MATCHED',
      detection: { truncated: true },
    });
  });

  it('without text becomes NO_TEXT, and nothing is sent', async () => {
    day.break('rekognition', shows(''));
    expect(await day.deliverUpload({ key: 'blank.png' })).toBe('acknowledged');
    expect(await day.stored('blank.png')).toMatchObject({ status: 'NO_TEXT' });
    expect(day.mailsAbout('blank.png')).toEqual([]);
  });

  it('that is lost is retried', async () => {
    const lost = { kind: 'cut-answer', after: 10 } as const;
    day.break('rekognition', lost);
    expect(await day.deliverUpload({ key: 'lost.png' })).toEqual(SOON);
    expect(await day.stored('lost.png')).toMatchObject({ status: 'FAILED' });
  }, 15_000);
});
