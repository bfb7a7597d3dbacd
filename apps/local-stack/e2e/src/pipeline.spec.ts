import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { until } from './until.ts';
import { denseImage, sample, Yard } from './yard.ts';

/** The sample images with the rules that match; `undefined` for an image without text. */
const SAMPLES: Readonly<Record<string, readonly string[] | undefined>> = {
  'yard/gate-3.jpg': ['danger-sign'],
  'yard/gate-7.jpg': [],
  'line-2/carton.jpg': ['fragile-label'],
  'line-2/nameplate.jpg': ['pump-serial'],
  'screens/chat.png': [],
  'screens/terminal.png': ['cloud-key'],
  'archive/letter.png': ['board-meeting', 'confidential'],
  'archive/lake.jpg': undefined,
};
const KEYS = Object.keys(SAMPLES);
const MATCHED = KEYS.filter((key) => (SAMPLES[key]?.length ?? 0) > 0);
const MINUTE_MS = 60_000;
const ACCESS_KEY = /AKIA[A-Z0-9]{16}/;
const ROOT = join(import.meta.dirname, '../../../..');
const SCHEMAS = join(ROOT, 'libs/adapters/aws/eventbridge-notifier/schemas');

jest.setTimeout(120_000);

let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open();
});
afterAll(() => yard?.close());
afterEach(() => yard.stack.mend());

describe('the sample images', () => {
  beforeAll(async () => {
    for (const key of KEYS) await yard.put(key, sample(key));
    for (const key of KEYS) await yard.hasStatus(key, statusOf(SAMPLES[key]));
    await yard.settled();
  });

  it('are stored with their text, one row each', async () => {
    const rows = await yard.rows();
    const rules = rows.map(({ Key, RuleIDs }) => [Key?.S, RuleIDs?.SS?.toSorted() ?? []]);
    expect(Object.fromEntries(rules)).toEqual({ ...SAMPLES, 'archive/lake.jpg': [] });
    expect((await yard.row('yard/gate-3.jpg'))?.['DetectedText']?.S).toContain('DO NOT');
  });

  it('leave each match in the history once', async () => {
    for (const key of KEYS) {
      const found = (await yard.matches(key)).map(({ RuleID }) => RuleID?.S);
      expect([key, found.sort()]).toEqual([key, SAMPLES[key] ?? []]);
    }
  });

  it('are mailed only to subscribers whose filter admits them', () => {
    const subjects = (address: string) => KEYS.flatMap((key) => yard.mailsAbout(key, address));
    expect(subjects('guard@example.com')).toHaveLength(MATCHED.length);
    expect(subjects('manager@example.com').sort()).toEqual([
      expect.stringMatching(/^\[CRITICAL\] cloud-key/),
      expect.stringMatching(/^\[HIGH\] danger-sign/),
    ]);
    expect(subjects('pumps@example.com')).toEqual([expect.stringContaining('pump-serial')]);
    expect(subjects('operations@example.com')).toEqual([]);
  });

  it('are put on the bus as events that match their published schemas', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    for (const file of readdirSync(SCHEMAS)) {
      ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as object, file);
    }
    const schemaOf = (type: string) => `${type.toLowerCase().replaceAll(' ', '-')}.json`;
    expect(yard.events).toHaveLength(KEYS.length);
    for (const { 'detail-type': type, detail } of yard.events) {
      expect([type, ajv.validate(schemaOf(type), detail), ajv.errors]).toEqual([type, true, null]);
    }
  });

  it('show nobody what a sensitive rule found', () => {
    const said = JSON.stringify([yard.stack.mailboxes.mails, yard.events, yard.logs]);
    expect(said).not.toMatch(ACCESS_KEY);
  });

  it('leave no text in a log', () => {
    expect(yard.logs.length).toBeGreaterThan(KEYS.length);
    expect(yard.logs.join('\n')).not.toMatch(/DO NOT|KEEP OUT|CONFIDENTIAL/);
  });
});

describe('an odd key', () => {
  it.each([
    'a+b (1) ü é.png',
    'C++.png',
    '%2F.png',
    '100%25 sure.png',
    'two  spaces .png',
    'party 🎉/🥳.png',
    `${'k'.repeat(1020)}.png`,
    'new\nline.png',
    'quote"\'<&>\\.png',
    'a//b/../c.png',
    '=cmd|\u202Egnp.png',
    'LOUD.JPEG',
  ])('reaches row, history, mail and event: %j', async (key) => {
    const { mails } = yard.stack.mailboxes;
    const before = mails.length;
    await yard.put(key, sample('yard/gate-3.jpg'));
    const row = await yard.hasStatus(key, 'MATCHED');
    expect(row['Key']?.S).toBe(key);
    await yard.settled();
    expect(await yard.matches(key)).toHaveLength(1);
    const heard = yard.events.filter(({ detail }) => detail['imageId'] === row['ImageID']?.S);
    expect(heard).toHaveLength(1);
    const addressees = mails.slice(before).map(({ to }) => to);
    expect(addressees).toEqual(['guard@example.com', 'manager@example.com']);
  });
});

describe('an upload', () => {
  it('whose event is repeated is read and notified once', async () => {
    let event: unknown;
    yard.stack.bus.listen('default', { detail: { object: { key: ['again.jpg'] } } }, (heard) => {
      event = heard;
    });
    await yard.put('again.jpg', sample('yard/gate-3.jpg'));
    for (const _ of [1, 2, 3]) await yard.stack.send(yard.uploads, JSON.stringify(event));
    await yard.hasStatus('again.jpg', 'MATCHED');
    await yard.settled();
    expect((await yard.row('again.jpg'))?.['Attempts']?.N).toBe('1');
    expect(yard.mailsAbout('again.jpg')).toHaveLength(1);
    expect(await yard.matches('again.jpg')).toHaveLength(1);
  });

  it('that replaces another is read again, and the history keeps both', async () => {
    await yard.put('replaced.jpg', sample('yard/gate-3.jpg'));
    const first = await yard.hasStatus('replaced.jpg', 'MATCHED');
    await yard.put('replaced.jpg', sample('line-2/nameplate.jpg'));
    const second = await until('the second one is read', async () => {
      const row = await yard.row('replaced.jpg');
      return row?.['RuleIDs']?.SS?.[0] === 'pump-serial' && row;
    });
    expect(second['Version']?.S).not.toBe(first['Version']?.S);
    await yard.settled();
    expect(await yard.matches('replaced.jpg')).toHaveLength(2);
  });

  it('whose event arrives after that of its replacement changes nothing', async () => {
    const events: unknown[] = [];
    yard.stack.bus.listen('default', { detail: { object: { key: ['late.jpg'] } } }, (heard) => {
      events.push(heard);
    });
    await yard.put('late.jpg', sample('yard/gate-3.jpg'));
    await yard.put('late.jpg', sample('yard/gate-7.jpg'));
    await yard.hasStatus('late.jpg', 'NO_MATCH');
    await yard.stack.send(yard.uploads, JSON.stringify(events[0]));
    await yard.settled();
    expect((await yard.row('late.jpg'))?.['Status']?.S).toBe('NO_MATCH');
  });

  it('can be a copy', async () => {
    await yard.put('original.jpg', sample('yard/gate-3.jpg'));
    const CopySource = `${yard.bucket}/original.jpg`;
    const copy = { Bucket: yard.bucket, Key: 'copy.jpg', CopySource };
    await yard.stack.s3.send(new CopyObjectCommand(copy));
    await yard.hasStatus('copy.jpg', 'MATCHED');
  });

  it('can be multipart', async () => {
    const object = { Bucket: yard.bucket, Key: 'parts.jpg' };
    const { s3 } = yard.stack;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object));
    const part = { ...object, UploadId, PartNumber: 1, Body: sample('yard/gate-3.jpg') };
    const { ETag } = await s3.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
    await yard.hasStatus('parts.jpg', 'MATCHED');
  });

  it('that is not an image is stored as unsupported with the reason, and not retried', async () => {
    await yard.put('notes.png', 'only text');
    const row = await yard.hasStatus('notes.png', 'UNSUPPORTED');
    expect(row['Reason']?.S).toBeTruthy();
    await yard.settled();
    expect((await yard.row('notes.png'))?.['Attempts']?.N).toBe('1');
  });

  it('without an image name or content leaves no trace', async () => {
    await yard.put('notes.txt', 'only text');
    await yard.put('folder/', '');
    await yard.put('empty.png', '');
    await yard.settled();
    expect(await yard.row('notes.txt')).toBeUndefined();
    expect(await yard.row('folder/')).toBeUndefined();
    expect(await yard.row('empty.png')).toBeUndefined();
  });

  it('without a version, of content that is not there, counts as what is there', async () => {
    const { VersionId } = await yard.put('plain.jpg', sample('yard/gate-3.jpg'));
    await yard.hasStatus('plain.jpg', 'MATCHED');
    const object = { key: 'plain.jpg', etag: 'other', sequencer: 'FF' };
    await yard.stack.send(yard.uploads, createdEvent(yard.bucket, object));
    const row = await until('what is there has its place', async () => {
      const found = await yard.row('plain.jpg');
      const isNewer = found?.['Sequencer']?.S?.startsWith('FF');
      return (
        isNewer &&
        found?.['Version']?.S === VersionId &&
        found?.['Status']?.S === 'MATCHED' &&
        found
      );
    });
    expect(row['VersionId']?.S).toBe(VersionId);
    expect(await yard.matches('plain.jpg')).toHaveLength(1);
  });
});

describe('a deletion', () => {
  it('marks the image as gone', async () => {
    await yard.put('gone.jpg', sample('yard/gate-3.jpg'));
    await yard.hasStatus('gone.jpg', 'MATCHED');
    await yard.remove('gone.jpg');
    await yard.hasStatus('gone.jpg', 'GONE');
  });

  it('of an older version leaves the newer one', async () => {
    const { VersionId } = await yard.put('kept.jpg', sample('yard/gate-7.jpg'));
    await yard.put('kept.jpg', sample('yard/gate-3.jpg'));
    await yard.settled();
    await yard.remove('kept.jpg', VersionId);
    await yard.settled();
    expect((await yard.row('kept.jpg'))?.['Status']?.S).toBe('MATCHED');
  });

  it('that overtakes the upload’s event ends in GONE', async () => {
    const object = { key: 'short.jpg', 'version-id': 'erased', etag: 'e', sequencer: '01' };
    await yard.stack.send(yard.uploads, createdEvent(yard.bucket, object));
    const row = await yard.hasStatus('short.jpg', 'GONE');
    expect(row['Version']?.S).toBe('erased');
  });
});

describe('during an outage', () => {
  const isGivenUp = (deadLetters: number) =>
    until('it is a dead letter', async () => {
      await yard.stack.skipDelays(yard.uploads);
      return (await yard.deadLetters('UploadDeadLetters')).length === deadLetters;
    });
  const functionGivesUp = (key: string) =>
    until('the function gives up', () =>
      yard.logs.some((line) => line.includes('image failed') && line.includes(key)),
    );

  it('garbage in the queue becomes a dead letter and appears in no log', async () => {
    await yard.stack.send(yard.uploads, 'CANARY '.repeat(140_000));
    await isGivenUp(1);
    expect(yard.logs.join('\n')).not.toContain('CANARY');
  });

  it('an event about another bucket becomes a dead letter', async () => {
    await yard.stack.send(yard.uploads, createdEvent('foreign', { key: 'a.png', sequencer: '01' }));
    await isGivenUp(2);
  });

  it('an image that could not be read becomes a dead letter, and subscribers to failures are notified', async () => {
    yard.stack.break(({ service }) => service === 'rekognition');
    await yard.put('unread.jpg', sample('yard/gate-3.jpg'));
    await isGivenUp(3);
    expect((await yard.row('unread.jpg'))?.['Status']?.S).toBe('FAILED');
    expect(yard.mailsAbout('unread.jpg', 'operations@example.com')).toHaveLength(1);
  });

  it('a match whose notification failed is sent by the sweeper, once', async () => {
    yard.stack.break(({ service }) => service === 'sns' || service === 'events');
    await yard.put('unsent.jpg', sample('yard/gate-3.jpg'));
    await yard.settled();
    const row = await yard.hasStatus('unsent.jpg', 'MATCHED');
    expect(row['Attempts']?.N).toBe('1');
    expect(yard.mailsAbout('unsent.jpg')).toEqual([]);
    yard.stack.mend();
    await yard.pass(MINUTE_MS);
    await yard.sweep();
    await yard.sweep();
    expect(yard.mailsAbout('unsent.jpg')).toHaveLength(1);
    const heard = yard.events.filter(({ detail }) => detail['imageId'] === row['ImageID']?.S);
    expect(heard).toHaveLength(1);
    expect(await yard.deliveries({ state: 'waiting' })).toEqual([]);
  });

  it('a match that could not be recorded is recorded by the sweeper, once', async () => {
    yard.stack.break(({ operation }) => operation === 'BatchWriteItem');
    await yard.put('unrecorded.jpg', sample('yard/gate-3.jpg'));
    await functionGivesUp('unrecorded.jpg');
    yard.stack.mend();
    await yard.sweep();
    expect(await yard.matches('unrecorded.jpg')).toHaveLength(1);
    await yard.settled();
    expect(await yard.matches('unrecorded.jpg')).toHaveLength(1);
    expect(yard.mailsAbout('unrecorded.jpg')).toHaveLength(1);
  });

  it('a function that died is started again', async () => {
    const scan = yard.stack.function('TextDetection');
    const { started } = scan;
    await scan.crash();
    await yard.put('after.jpg', sample('yard/gate-3.jpg'));
    await yard.hasStatus('after.jpg', 'MATCHED');
    expect(scan.started).toBeGreaterThan(started);
  });
});

it('what stands behind the hundred words at which Rekognition stops is found by Textract, counted and charged', async () => {
  await yard.put('dense.png', await denseImage('DO NOT ENTER'));
  const row = await yard.hasStatus('dense.png', 'MATCHED');
  expect(row['RuleIDs']?.SS).toEqual(['danger-sign']);
  expect(row['DetectedText']?.S).toContain('DO NOT ENTER');
  const metrics = await until('it is counted', () =>
    yard.logs.find((line) => line.includes('"SecondOpinions":1')),
  );
  expect(metrics).toContain('"ProviderCost":0.0025');
});

describe('in the end', () => {
  it('no queue has messages left, and no event was lost', async () => {
    await yard.settled();
    expect(await yard.deadLetters('UndeliveredEvents')).toEqual([]);
    expect(await yard.deadLetters('UndeliveredMessages')).toEqual([]);
    expect(yard.stack.bus.lost).toEqual([]);
    expect(yard.stack.failures).toEqual([]);
  });

  it('the roles denied no call', () => {
    expect(yard.stack.accessControl.denied).toEqual([]);
  });

  it('the roles have no unused permission without a reason', () => {
    const unused = yard.stack.accessControl.unused().map(({ role, action, resource }) => {
      const [, , , , , ...name] = resource.split(':');
      return `${role.replace(/Role.*$/, '')}: ${action} on ${name.join(':')}`;
    });
    // Used by whoever records what was recorded before, as after a lost answer: here that is chance.
    const always = unused.filter((one) => !one.endsWith('GetItem on table/ImageTextAlerts'));
    expect(always.sort()).toEqual([
      // How an image version was judged for a rule that has changed since: none changes here.
      'Sweep: dynamodb:BatchGetItem on table/ImageTextMatches',
      // What was told is purged when it is 90 days old.
      'Sweep: dynamodb:DeleteItem on table/ImageTextDeliveries',
      // Content that is uploaded again once another has replaced it: none is here.
      'Sweep: dynamodb:DeleteItem on table/ImageTextMatches',
      // Parts of a result that is too long for one item: no detector here finds so much text.
      'Sweep: dynamodb:DeleteItem on table/ImageTextMetadata',
      // Only a topic that is told in groups has a turn: flood.spec.ts.
      'Sweep: dynamodb:PutItem on table/ImageTextDeliveries',
      'TextDetection: dynamodb:BatchGetItem on table/ImageTextMatches',
      'TextDetection: dynamodb:DeleteItem on table/ImageTextMatches',
      'TextDetection: dynamodb:DeleteItem on table/ImageTextMetadata',
      'TextDetection: dynamodb:Query on table/ImageTextDeliveries/index/ByDue',
    ]);
  });
});

function statusOf(rules: readonly string[] | undefined): string {
  if (!rules) return 'NO_TEXT';
  return rules.length > 0 ? 'MATCHED' : 'NO_MATCH';
}

/** An S3 event. */
function createdEvent(bucket: string, object: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time: new Date().toISOString(),
    detail: { bucket: { name: bucket }, object },
  });
}
