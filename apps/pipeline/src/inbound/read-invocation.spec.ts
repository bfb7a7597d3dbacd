import { hasErrorCode } from '@glyphwatch/domain';
import {
  classicNotification,
  deletedEvent,
  eventBridgeEvent,
  formEncoded,
  sqsRecord,
} from '../testing/events.ts';
import { readImageEvents, readMessageBody, readQueueRecords } from './read-invocation.ts';

const HARD_KEYS = [
  'a+b (1) ü é.png',
  'C++.png',
  'a%2Fb.png',
  '%2F',
  'red flower.jpg',
  ' leading and trailing ',
  '🙂/😀.png',
  'line\nbreak.png',
  'a/../b//c.png',
  'x'.repeat(1024),
  'é'.repeat(512),
];

function failureOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

describe('an event from EventBridge', () => {
  it('has address, version, sequencer, time and size of the upload', () => {
    expect(readImageEvents(eventBridgeEvent({ versionId: 'IYV3p45BT0ac' }))).toEqual([
      {
        kind: 'created',
        upload: {
          address: { bucket: 'yard', key: 'gate.png', versionId: 'IYV3p45BT0ac' },
          version: 'IYV3p45BT0ac',
          sequencer: '617F08299329D189',
          uploadedAt: Date.UTC(2026, 0, 1),
          size: 5,
        },
      },
    ]);
  });

  it.each(HARD_KEYS)('takes the key %j literally', (key) => {
    expect(readImageEvents(eventBridgeEvent({ key }))[0]?.upload.address.key).toBe(key);
  });

  it('uses the ETag as version without versioning', () => {
    const [event] = readImageEvents(eventBridgeEvent({ versionId: 'null', etag: '"d41d8cd9-2"' }));
    expect(event?.upload.version).toBe('d41d8cd9-2');
    expect(event?.upload.address).toEqual({ bucket: 'yard', key: 'gate.png' });
  });

  it('uses the sequencer as version without an ETag', () => {
    const event = eventBridgeEvent();
    const detail = { ...event.detail, object: { key: 'gate.png', sequencer: 'a0' } };
    expect(readImageEvents({ ...event, detail })[0]?.upload).toMatchObject({
      version: 'A0',
      sequencer: 'A0',
    });
  });

  it('orders by time without a sequencer', () => {
    const event = eventBridgeEvent();
    const detail = { ...event.detail, object: { key: 'gate.png' } };
    const [earlier] = readImageEvents({ ...event, detail });
    const [later] = readImageEvents({ ...event, detail, time: '2026-01-01T00:00:01Z' });
    expect(earlier?.upload.sequencer).toBe('006955B900000');
    expect(later?.upload.sequencer).toBe('006955B901000');
    expect(earlier?.upload).not.toHaveProperty('size');
  });

  it('asks to read again only what a backfill says to', () => {
    const reread = (reason: string) => {
      const event = eventBridgeEvent();
      return readImageEvents({ ...event, detail: { ...event.detail, reason } })[0]?.rereads;
    };
    expect([reread('PutObject'), reread('Backfill'), reread('Reread')]).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });

  it('reads of which redrive a notification of S3 itself is a part', () => {
    const { Records } = classicNotification();
    const run = { id: 'r-1', name: 'redrive' };
    const marked = Records.map((record) => ({ run, ...record }));
    expect(readImageEvents({ Records: marked })).toMatchObject([{ run }]);
    expect(readImageEvents({ Records })[0]).not.toHaveProperty('run');
  });

  it('reads of which backfill it is a part, and refuses a run that none could be', () => {
    const event = eventBridgeEvent();
    const read = (run: unknown) => readImageEvents({ ...event, detail: { ...event.detail, run } });
    const run = { id: 'r-1', name: 'redrive' };
    expect(read(run)).toMatchObject([{ run }]);
    expect(read(undefined)[0]).not.toHaveProperty('run');
    for (const odd of [{ id: '', name: 'backfill' }, { id: 'r', name: '<b>' }, 'r']) {
      expect(() => read(odd)).toThrow('run');
    }
  });

  it('ignores unknown fields', () => {
    const event = eventBridgeEvent({}, { 'replay-name': 'again' });
    const object = { ...event.detail.object, 'has-object-annotation': true };
    expect(readImageEvents({ ...event, detail: { ...event.detail, object } })).toHaveLength(1);
  });

  it.each([
    ['another major version', { 'event-version': '2.0' }],
    ['no bucket', { bucket: undefined }],
    ['no key', { object: { sequencer: 'a0' } }],
    ['a key longer than any', { object: { key: 'x'.repeat(1025) } }],
    ['a sequencer that is no number', { object: { key: 'a', sequencer: 'later' } }],
    ['a negative size', { object: { key: 'a', size: -1 } }],
  ])('is rejected with %s', (_, change) => {
    const event = eventBridgeEvent();
    const error = failureOf(() =>
      readImageEvents({ ...event, detail: { ...event.detail, ...change } }),
    );
    expect(hasErrorCode(error, 'upload-invalid')).toBe(true);
  });

  it('names the invalid field, not its value', () => {
    const event = eventBridgeEvent({ sequencer: 'CANARY' });
    const error = failureOf(() => readImageEvents(event));
    expect(error).toMatchObject({
      message: 'This EventBridge event is invalid: detail.object.sequencer must be hexadecimal.',
    });
  });

  it('about a deletion is a deletion', () => {
    expect(readImageEvents(deletedEvent({ versionId: 'v2' }))).toMatchObject([
      { kind: 'deleted', upload: { version: 'v2' } },
    ]);
  });

  it('about anything else gives no event', () => {
    expect(readImageEvents(eventBridgeEvent({}, { 'detail-type': 'Object Tags Added' }))).toEqual(
      [],
    );
  });
});

describe('a notification from S3 itself', () => {
  it('has address, version, sequencer, time and size of the upload', () => {
    expect(readImageEvents(classicNotification({ versionId: 'v1' }))).toEqual([
      {
        kind: 'created',
        upload: {
          address: { bucket: 'yard', key: 'gate.png', versionId: 'v1' },
          version: 'v1',
          sequencer: '0055AED6DCD90281E5',
          uploadedAt: Date.UTC(2026, 0, 1) + 500,
          size: 5,
        },
      },
    ]);
  });

  it.each(HARD_KEYS)('decodes the key %j', (key) => {
    const notification = classicNotification({ key: formEncoded(key) });
    expect(readImageEvents(notification)[0]?.upload.address.key).toBe(key);
  });

  it.each([
    ['ObjectCreated:CompleteMultipartUpload', 'created'],
    ['s3:ObjectCreated:Copy', 'created'],
    ['ObjectRemoved:DeleteMarkerCreated', 'deleted'],
    ['ObjectRemoved:Delete', 'deleted'],
    ['LifecycleExpiration:Delete', 'deleted'],
  ])('%s is an image %s', (eventName, kind) => {
    expect(readImageEvents(classicNotification({}, eventName))).toMatchObject([{ kind }]);
  });

  it('about anything else gives no event', () => {
    expect(readImageEvents(classicNotification({}, 'ObjectTagging:Put'))).toEqual([]);
    expect(readImageEvents({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([]);
  });

  it('is rejected with an improperly encoded key', () => {
    const error = failureOf(() => readImageEvents(classicNotification({ key: '%E0%A4%A' })));
    expect(hasErrorCode(error, 'upload-invalid')).toBe(true);
  });
});

describe('a message in the queue', () => {
  it('contains either form', () => {
    expect(readMessageBody(JSON.stringify(eventBridgeEvent({ key: 'a+b' })))).toMatchObject([
      { upload: { address: { key: 'a+b' } } },
    ]);
    expect(readMessageBody(JSON.stringify(classicNotification({ key: 'a+b' })))).toMatchObject([
      { upload: { address: { key: 'a b' } } },
    ]);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '"text"',
    '{"Records":[]}',
    '{"Records":[{}]}',
    '\u0000'.repeat(1_048_576),
  ])('is rejected when it contains neither', (body) => {
    const error = failureOf(() => readMessageBody(body));
    expect(hasErrorCode(error, 'upload-invalid')).toBe(true);
  });

  it('is rejected without being quoted', () => {
    const error = failureOf(() => readMessageBody('CANARY {'));
    expect(String(error)).not.toContain('CANARY');
    expect(error).not.toHaveProperty('cause');
  });
});

describe('an invocation', () => {
  it('from the queue has the number of receives', () => {
    expect(readQueueRecords({ Records: [sqsRecord('x', 'm-7', 3)] })).toEqual([
      {
        messageId: 'm-7',
        receiptHandle: 'handle-m-7',
        body: 'x',
        attributes: { ApproximateReceiveCount: 3 },
      },
    ]);
  });

  it('can come from EventBridge or S3 itself', () => {
    expect(readQueueRecords(eventBridgeEvent())).toBeUndefined();
    expect(readQueueRecords(classicNotification())).toBeUndefined();
  });

  it('is rejected when messages have no id', () => {
    const { messageId: _, ...record } = sqsRecord('x');
    const error = failureOf(() => readQueueRecords({ Records: [record] }));
    expect(hasErrorCode(error, 'upload-invalid')).toBe(true);
  });
});
