import fc from 'fast-check';
import {
  BUCKET,
  classicNotification,
  deletedEvent,
  ETAG,
  eventBridgeEvent,
  formEncoded,
  sqsRecord,
} from '../testing/events.ts';
import { metricsIn, openPipeline, PLENTY } from '../testing/in-memory-pipeline.ts';
import { type AwsDay, openAwsDay } from '../testing/aws-day.ts';

type Opened = ReturnType<typeof openPipeline>;

async function deliver({ pipeline }: Opened, ...bodies: unknown[]): Promise<string[]> {
  const Records = bodies.map((body, index) => sqsRecord(body, `m-${index}`));
  const { batchItemFailures } = await pipeline.handle({ Records }, PLENTY);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

function withImage(key = 'gate.png', version = ETAG): Opened {
  const opened = openPipeline();
  opened.images.put({ bucket: BUCKET, key }, 'KEEP OUT', { version });
  return opened;
}

describe('a key', () => {
  const keys = [
    ['with plus, brackets and umlauts', 'a+b (1) ü é.png'],
    ['with two pluses', 'C++.png'],
    ['that is a per cent sign and hex', '%2F'],
    ['that looks encoded', 'a%2Fb%20c.png'],
    ['with spaces at both ends', '  red flower .jpg '],
    ['of emoji', '🙂/👩‍👩‍👧/🇪🇺.png'],
    ['of 1,024 bytes', `${'é'.repeat(510)}.png`],
    ['with a newline', 'line\nbreak\r\n.png'],
    ['with an escape and a change of direction', '\u001b[31m\u202egnp.exe'],
    ['that climbs', '../../etc/passwd.png'],
    ['that a prototype has', '__proto__'],
  ];

  it.each(keys)(
    '%s is literal from EventBridge: stored, matched and sent under it',
    async (_, key) => {
      const opened = withImage(key);
      expect(await deliver(opened, eventBridgeEvent({ key }))).toEqual([]);
      expect(await opened.store.find(`${BUCKET}/${key}`)).toMatchObject({
        status: 'MATCHED',
        address: { bucket: BUCKET, key },
      });
      expect(opened.notifier.sent).toMatchObject([{ imageId: `${BUCKET}/${key}` }]);
    },
  );

  it.each(keys)('%s is decoded from S3 itself: the same image', async (_, key) => {
    const opened = withImage(key);
    expect(await deliver(opened, classicNotification({ key: formEncoded(key) }))).toEqual([]);
    expect(await opened.store.find(`${BUCKET}/${key}`)).toMatchObject({ status: 'MATCHED' });
  });

  it('longer than S3 allows is rejected: its message soon becomes a dead letter', async () => {
    const opened = openPipeline();
    const long = 'é'.repeat(513);
    const bodies = [
      eventBridgeEvent({ key: long }),
      classicNotification({ key: formEncoded(long) }),
      eventBridgeEvent({ key: '' }),
    ];
    expect(await deliver(opened, ...bodies)).toEqual(['m-0', 'm-1', 'm-2']);
    expect(opened.delayed.map(([, seconds]) => seconds)).toEqual([1, 1, 1]);
  });
});

describe('uploads in any order', () => {
  /** From oldest to newest: shorter ones are padded with zeros, and case is ignored. */
  const SEQUENCERS = ['0055aed6dc', '0055AED6DCD9', '0055aed6dcd90281e5', '0055AED6E', '1'];

  it('with duplicates and sequencers of all lengths and cases: the newest stays', async () => {
    const orders = fc.shuffledSubarray([...SEQUENCERS, ...SEQUENCERS], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const newest = SEQUENCERS.findLast((sequencer) => order.includes(sequencer));
        const opened = withImage('gate.png', `e${newest}`);
        for (const sequencer of order) {
          expect(
            await deliver(opened, eventBridgeEvent({ sequencer, etag: `e${sequencer}` })),
          ).toEqual([]);
        }
        expect(await opened.store.find(`${BUCKET}/gate.png`)).toMatchObject({
          version: `e${newest}`,
          sequencer: newest?.toUpperCase(),
        });
        const versions = opened.notifier.sent.map(({ version }) => version);
        expect(new Set(versions).size).toBe(versions.length);
      }),
      { numRuns: 60 },
    );
  });

  it('with a deletion among them: only later uploads stay', async () => {
    const steps = fc.shuffledSubarray(['upload a1', 'delete a2', 'upload a3', 'delete a4'], {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        const last = [...order]
          .sort((one, other) => (one.slice(-2) < other.slice(-2) ? -1 : 1))
          .at(-1);
        const isThere = last?.startsWith('upload') ?? false;
        const opened = isThere ? withImage('gate.png', `e${last?.slice(-2)}`) : openPipeline();
        for (const step of order) {
          const [kind, sequencer = ''] = step.split(' ');
          const about = { sequencer, etag: `e${sequencer}` };
          const event = kind === 'upload' ? eventBridgeEvent(about) : deletedEvent(about);
          expect(await deliver(opened, event)).toEqual([]);
        }
        const status = isThere ? 'MATCHED' : 'GONE';
        expect(await opened.store.find(`${BUCKET}/gate.png`)).toMatchObject({ status });
      }),
      { numRuns: 60 },
    );
  });
});

describe('an event', () => {
  const { detail, ...envelope } = eventBridgeEvent();

  it('without version, ETag, size and sequencer is handled in order of time', async () => {
    const opened = withImage();
    const bare = (time: string) => ({
      ...envelope,
      time,
      detail: { bucket: { name: BUCKET }, object: { key: 'gate.png' } },
    });
    expect(await deliver(opened, bare('2026-01-01T00:00:05Z'))).toEqual([]);
    expect(await deliver(opened, bare('2026-01-01T00:00:01Z'))).toEqual([]);
    expect(await opened.store.find(`${BUCKET}/gate.png`)).toMatchObject({
      status: 'MATCHED',
      uploadedAt: Date.UTC(2026, 0, 1, 0, 0, 5),
    });
    expect(metricsIn(opened.lines)).toMatchObject({ Stale: 1 });
  });

  it('with unknown fields is handled as without them', async () => {
    const opened = withImage();
    const more = {
      ...envelope,
      'replay-name': 'again',
      novelty: [{}],
      detail: {
        ...detail,
        object: { ...detail.object, 'has-object-annotation': true },
        extra: null,
      },
    };
    expect(await deliver(opened, more)).toEqual([]);
    expect(await opened.store.find(`${BUCKET}/gate.png`)).toMatchObject({ status: 'MATCHED' });
  });

  it.each([
    ['a bucket that is no name', { ...detail, bucket: { name: 7 } }],
    ['a size that is text', { ...detail, object: { ...detail.object, size: '5' } }],
    ['a newer major version', { ...detail, 'event-version': '2.0' }],
    ['nothing in it', null],
  ])('with %s becomes a dead letter soon and stops no other', async (_, broken) => {
    const opened = withImage();
    const bodies = [{ ...envelope, detail: broken }, eventBridgeEvent()];
    expect(await deliver(opened, ...bodies)).toEqual(['m-0']);
    expect(opened.delayed).toEqual([['handle-m-0', 1]]);
    expect(metricsIn(opened.lines)).toMatchObject({ InvalidMessages: 1, Images: 1 });
  });

  it('about another bucket, in either form, is rejected before anything is read or stored', async () => {
    const opened = withImage();
    const about = { bucket: 'somebody-elses' };
    expect(await deliver(opened, eventBridgeEvent(about), classicNotification(about))).toEqual([
      'm-0',
      'm-1',
    ]);
    expect(await opened.store.find('somebody-elses/gate.png')).toBeUndefined();
    expect(opened.notifier.sent).toEqual([]);
  });
});

it('whatever a message contains, the batch is answered, and only what was understood is acknowledged', async () => {
  const bodies = fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(fc.array(bodies, { minLength: 1, maxLength: 5 }), async (garbage) => {
      const opened = openPipeline();
      expect(await deliver(opened, ...garbage.map(String))).toEqual(
        garbage.map((_, index) => `m-${index}`),
      );
    }),
    { numRuns: 100 },
  );
});

describe('in a real queue', () => {
  let day: AwsDay;
  beforeAll(async () => {
    day = await openAwsDay();
  }, 30_000);
  afterAll(() => day.close());

  it('1 MiB of garbage returns after a second, causes no call, and appears in no log', async () => {
    const garbage = 'CANARY {'.padEnd(1_048_576, 'x');
    expect(await day.deliver(garbage)).toEqual({ againInSeconds: 1 });
    const asked = (['rekognition', 'dynamodb', 's3', 'sns'] as const).flatMap((service) =>
      day.calls(service),
    );
    expect(asked).toEqual([]);
    expect(day.lines.join('\n')).toContain('"InvalidMessages":1');
    expect(day.lines.join('\n')).not.toContain('CANARY');
  });

  it.each(['a+b (1) ü é.png', 'C++.png', '%2F', ' 🙂 \n.png'])(
    'the key %j reaches every service unchanged',
    async (key) => {
      expect(await day.deliverUpload({ key })).toBe('acknowledged');
      expect(await day.stored(key)).toMatchObject({ status: 'MATCHED', address: { key } });
      expect(await day.matchesAbout(key)).toHaveLength(1);
    },
  );
});
