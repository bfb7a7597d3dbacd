import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { parseSchedule } from '@glyphwatch/rekognition-local';
import { type LocalStackOptions, readingOnce } from '../../src/index.ts';
import { withEnvironment, withoutEventPermission, withoutStatement } from './edit-template.ts';
import { until } from './until.ts';
import { denseImage, sample, Yard } from './yard.ts';

const onnx = new OnnxTextDetector();
const detector = readingOnce(onnx);
let yard: Yard | undefined;

jest.setTimeout(120_000);

afterEach(async () => {
  await yard?.close();
  yard = undefined;
});
afterAll(() => onnx.close());

async function upload(options: Partial<LocalStackOptions>): Promise<Yard> {
  yard = await Yard.open({ detector, ...options });
  await yard.put('gate.jpg', sample('yard/gate-3.jpg'));
  return yard;
}

describe('without the permission', () => {
  it.each([
    ['Images', 's3:GetObjectVersion'],
    ['DetectText', 'rekognition:DetectText'],
    ['Rules', 's3:GetObject'],
    ['KeepResults', 'dynamodb:PutItem'],
    ['KeepMatches', 'dynamodb:BatchWriteItem'],
    ['TellPeople', 'sns:Publish'],
    ['TellMachines', 'events:PutEvents'],
    ['Logs', 'logs:CreateLogStream'],
  ])('%s the call is denied, and recorded', async (sid, action) => {
    const { stack } = await upload({ edit: withoutStatement(sid) });
    const denied = await until(`${action} is refused`, () => stack.accessControl.denied[0]);
    expect(denied).toMatchObject({ action, why: 'no policy allows it' });
    expect(denied.role).toMatch(/^TextDetectionRole/);
  });

  it('DetectDocumentText an image of many words fails instead of being half read', async () => {
    yard = await Yard.open({ detector, edit: withoutStatement('DetectDocumentText') });
    await yard.put('dense.png', await denseImage('DO NOT ENTER'));
    const { stack } = yard;
    const denied = await until('the call is refused', () => stack.accessControl.denied[0]);
    expect(denied).toMatchObject({ action: 'textract:DetectDocumentText' });
    await yard.hasStatus('dense.png', 'FAILED');
  });

  it('Queue no event source mapping is created', async () => {
    const opening = Yard.open({ detector, edit: withoutStatement('Queue') });
    await expect(opening).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('TellGoneFromForbidden a missing image counts as forbidden, not as gone', async () => {
    const opened = await upload({ edit: withoutStatement('TellGoneFromForbidden') });
    const detail = {
      bucket: { name: opened.bucket },
      object: { key: 'never.png', 'version-id': 'v', sequencer: '01' },
    };
    const time = new Date().toISOString();
    const event = { 'detail-type': 'Object Created', source: 'aws.s3', time, detail };
    await opened.stack.send(opened.uploads, JSON.stringify(event));
    await opened.hasStatus('never.png', 'FAILED');
  });

  it('DetectText nothing is acknowledged', async () => {
    const opened = await upload({ edit: withoutStatement('DetectText') });
    await opened.hasStatus('gate.jpg', 'FAILED');
    expect(await opened.waiting()).toBe(1);
  });
});

describe('without rules', () => {
  it('the first refusal is counted, and the last leaves a row, a dead letter and a message', async () => {
    const opened = await upload({ edit: withoutStatement('Rules') });
    await until('the refusal is counted', () =>
      opened.logs.some((line) => /"_aws".*"WatchlistProblems":1\b/.test(line)),
    );
    expect(await opened.row('gate.jpg')).toBeUndefined();
    await opened.settled();
    expect(await opened.hasStatus('gate.jpg', 'FAILED')).toMatchObject({
      Reason: { S: expect.stringContaining('Allow s3:GetObject on the rule file') },
    });
    expect(await opened.deadLetters('UploadDeadLetters')).toHaveLength(1);
    expect(opened.mailsAbout('gate.jpg', 'operations@example.com')).toHaveLength(1);
  });
});

describe('without the queue’s policy', () => {
  it('events are lost, and the stack lists them', async () => {
    const { stack } = await upload({ edit: withoutEventPermission() });
    expect(stack.bus.lost).toHaveLength(1);
    expect(stack.bus.lost[0]?.why).toContain('policy');
  });

  it('but with that of the dead-letter queue, events end there with the reason', async () => {
    const opened = await upload({
      edit: (template) => {
        const Resources = Object.entries(template.Resources).filter(
          ([id, { Type }]) => Type !== 'AWS::SQS::QueuePolicy' || !id.startsWith('Uploads'),
        );
        return { ...template, Resources: Object.fromEntries(Resources) };
      },
    });
    const [letter] = await opened.deadLetters('UndeliveredEvents');
    expect(letter?.messageAttributes?.['ERROR_CODE']?.StringValue).toBe('NO_PERMISSIONS');
    expect(letter?.body).toContain('gate.jpg');
    expect(opened.stack.bus.lost).toEqual([]);
  });
});

describe('a function', () => {
  it('that dies mid-scan leaves a claim; when it expires, the image is read and notified once', async () => {
    const faults = parseSchedule([{ calls: [1], fault: 'hang' }]);
    const opened = await upload({ edit: withEnvironment({ LEASE_SECONDS: '2' }), faults });
    const claim = await opened.hasStatus('gate.jpg', 'PROCESSING');
    await opened.stack.function('TextDetection').crash();
    await until('it is noticed', () => opened.stack.failures.length === 1);
    const end = Date.parse(claim['LeaseUntil']?.S ?? '');
    await until('the claim is over', () => Date.now() > end);
    await opened.stack.skipDelays(opened.uploads, { includeInFlight: true });
    const row = await opened.hasStatus('gate.jpg', 'MATCHED');
    expect(row['Attempts']?.N).toBe('2');
    await opened.settled();
    expect(opened.mailsAbout('gate.jpg')).toHaveLength(1);
  });

  it('with invalid settings says so and acknowledges nothing', async () => {
    const opened = await upload({ edit: withEnvironment({ IMAGE_BUCKET: undefined }) });
    await until('it fails', () => opened.stack.failures.length > 0);
    expect(opened.logs.join('\n')).toContain('IMAGE_BUCKET');
    expect(await opened.waiting()).toBe(1);
  });
});
