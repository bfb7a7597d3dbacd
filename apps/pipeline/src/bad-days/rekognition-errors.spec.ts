import { type AwsDay, openAwsDay, refusal, shows } from '../testing/aws-day.ts';

/*
 * The errors of DetectText, one row each:
 * https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html
 */

let day: AwsDay;
beforeAll(async () => {
  day = await openAwsDay();
}, 30_000);
afterEach(() => day.mend());
afterAll(() => day.close());

/** The function's first postponement: 10 s, shortened at random by up to a half. */
const SOON = { againInSeconds: expect.closeTo(7.5, -1) };

describe.each([
  ['ThrottlingException', 400, 'Slow down; sudden increase in rate of requests'],
  ['ThrottlingException', 500, 'Service Unavailable'],
  ['ProvisionedThroughputExceededException', 400, 'Provisioned Rate exceeded'],
  ['ProvisionedThroughputExceededException', 400, 'S3 download limit exceeded'],
  ['InternalServerError', 500, 'Internal server error'],
])('%s (%d, “%s”) passes', (name, status, message) => {
  const key = `${name} ${message}.png`;

  it('the image is kept as FAILED, the message comes again, and then everything is told once', async () => {
    day.break('rekognition', refusal(name, status, message));
    expect(await day.deliverUpload({ key })).toEqual(SOON);
    expect(await day.stored(key)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining(`Rekognition answered ${name} (${status})`),
      pending: [],
    });
    day.mend();
    expect(await day.deliverUpload({ key }, { attempt: 2 })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED', attempts: 2, pending: [] });
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

  it('the image is kept as UNSUPPORTED with the reason, told as asked, and the message is done', async () => {
    day.break('rekognition', refusal(name, 400, message));
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({
      status: 'UNSUPPORTED',
      reason: expect.stringContaining(reason),
    });
    expect(day.mailsAbout(key)).toHaveLength(1);
  });

  it('nobody pays for it again when the event comes twice', async () => {
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

  it('the object is gone: kept as GONE, done', async () => {
    expect(await day.deliverUpload({ key: 'removed.png' })).toBe('acknowledged');
    expect(await day.stored('removed.png')).toMatchObject({ status: 'GONE' });
  });

  it('the object is there: a setting is wrong, kept as FAILED with what to check, again', async () => {
    await day.put('there.png');
    expect(await day.deliverUpload({ key: 'there.png' })).toEqual(SOON);
    expect(await day.stored('there.png')).toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(/region.*kms:Decrypt/),
    });
  });

  it('the role may not see it: kept as FAILED with the permission to give, again', async () => {
    day.break('s3', { kind: 'answer', status: 403 }, 'HEAD');
    expect(await day.deliverUpload({ key: 'denied.png' })).toEqual(SOON);
    expect(await day.stored('denied.png')).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining('s3:ListBucket'),
    });
  });

  it('S3 does not say: it may pass, so nothing is concluded, again', async () => {
    day.break('s3', { kind: 'answer', status: 503 }, 'HEAD');
    expect(await day.deliverUpload({ key: 'unknown.png' })).toEqual(SOON);
    expect(await day.stored('unknown.png')).toMatchObject({ status: 'FAILED' });
    day.mend();
    expect(await day.deliverUpload({ key: 'unknown.png' }, { attempt: 2 })).toBe('acknowledged');
    expect(await day.stored('unknown.png')).toMatchObject({ status: 'MATCHED' });
  });
});

describe('AccessDeniedException is for a person', () => {
  const key = 'forbidden.png';
  beforeEach(() => day.break('rekognition', refusal('AccessDeniedException')));

  it('the image is kept as FAILED with the permission to give, and the message stays for the redrive', async () => {
    expect(await day.deliverUpload({ key })).toEqual(SOON);
    expect(await day.stored(key)).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining('rekognition:DetectText'),
    });
    expect(day.mailsAbout(key)).toEqual([]);
    expect(day.lines.join('\n')).toContain('"Failures":1');
  });

  it('the last attempt tells people and still leaves the message to the dead letters', async () => {
    expect(await day.deliverUpload({ key }, { attempt: 20 })).not.toBe('acknowledged');
    expect(day.mailsAbout(key)).toHaveLength(1);
  });

  it('once it is mended, the redriven message is worked on as if nothing had been', async () => {
    day.mend();
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
    expect(day.mailsAbout(key)).toHaveLength(2);
  });
});

describe('an answer without an error', () => {
  it('with a hundred words is kept as perhaps not all', async () => {
    const text = `OUT ${Array.from({ length: 99 }, (_, index) => `w${index}`).join(' ')}`;
    day.break('rekognition', shows(text));
    expect(await day.deliverUpload({ key: 'dense.png' })).toBe('acknowledged');
    expect(await day.stored('dense.png')).toMatchObject({
      status: 'MATCHED',
      detection: { truncated: true },
    });
  });

  it('with no text is kept as NO_TEXT, and nobody is told', async () => {
    day.break('rekognition', shows(''));
    expect(await day.deliverUpload({ key: 'blank.png' })).toBe('acknowledged');
    expect(await day.stored('blank.png')).toMatchObject({ status: 'NO_TEXT' });
    expect(day.mailsAbout('blank.png')).toEqual([]);
  });

  it('that is lost on its way may pass: again', async () => {
    const lost = { kind: 'cut-answer', after: 10 } as const;
    day.break('rekognition', lost);
    expect(await day.deliverUpload({ key: 'lost.png' })).toEqual(SOON);
    expect(await day.stored('lost.png')).toMatchObject({ status: 'FAILED' });
  }, 15_000);
});
