import { GlyphwatchError } from '@glyphwatch/domain';
import { intercept } from '@glyphwatch/domain/in-memory';
import { Logger } from './observe/logger.ts';
import { Metrics } from './observe/metrics.ts';
import { Pipeline } from './pipeline.ts';
import { startTimer } from './start-timer.ts';
import { Sweeper } from './sweeper.ts';
import {
  BUCKET,
  classicNotification,
  deletedEvent,
  ETAG,
  eventBridgeEvent,
  sqsRecord,
} from './testing/events.ts';
import { LEASE_MS, metricsIn, openPipeline, PLENTY } from './testing/in-memory-pipeline.ts';

type Opened = ReturnType<typeof openPipeline>;

const ID = `${BUCKET}/gate.png`;

function show(
  images: Opened['images'],
  text: string,
  { key = 'gate.png', version = ETAG }: { key?: string; version?: string } = {},
): void {
  images.put({ bucket: BUCKET, key }, text, { version });
}

async function deliver({ pipeline }: Opened, ...bodies: unknown[]): Promise<string[]> {
  const Records = bodies.map((body, index) => sqsRecord(body, `m-${index}`));
  return failedOf(await pipeline.handle({ Records }, PLENTY));
}

function failedOf({
  batchItemFailures,
}: Awaited<ReturnType<Opened['pipeline']['handle']>>): string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

it('stores the result, sends the match and acknowledges the message', async () => {
  const opened = openPipeline();
  show(opened.images, 'KEEP OUT');
  expect(await deliver(opened, eventBridgeEvent())).toEqual([]);
  expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED' });
  expect(opened.notifier.sent).toMatchObject([{ imageId: ID, kind: 'matched' }]);
});

it('sends a match once, however often and in whatever form the event arrives', async () => {
  const opened = openPipeline();
  show(opened.images, 'KEEP OUT');
  const classic = classicNotification({ sequencer: '617f08299329d189' });
  await deliver(opened, eventBridgeEvent(), eventBridgeEvent(), classic);
  opened.time.now += LEASE_MS + 1;
  await deliver(opened, eventBridgeEvent(), classic);
  await opened.pipeline.handle(eventBridgeEvent(), PLENTY);
  expect(opened.notifier.sent).toHaveLength(1);
});

it('keeps the newest upload when events arrive out of order', async () => {
  const opened = openPipeline();
  show(opened.images, 'NEW', { version: 'new' });
  const older = eventBridgeEvent({ sequencer: 'a0', etag: 'old' });
  const newer = eventBridgeEvent({ sequencer: 'A0FF', etag: 'new' });
  expect(await deliver(opened, newer)).toEqual([]);
  expect(await deliver(opened, older)).toEqual([]);
  expect(await opened.store.find(ID)).toMatchObject({ version: 'new' });
});

describe('in a batch with valid and invalid messages', () => {
  it.each([
    ['1 MB of garbage', '{"x":'.padEnd(1_048_576, '\u0007')],
    ['an event of another bucket', eventBridgeEvent({ bucket: 'somebody-elses' })],
    ['something else', { hello: 'world' }],
  ])('only the invalid one is returned: %s', async (_, bad) => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    expect(await deliver(opened, bad, eventBridgeEvent())).toEqual(['m-0']);
    expect(opened.delayed).toEqual([['handle-m-0', 1]]);
    expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED' });
    expect(metricsIn(opened.lines)).toMatchObject({ InvalidMessages: 1, Images: 1, Matches: 1 });
  });

  it('logs why it rejects an event about another bucket', async () => {
    const opened = openPipeline();
    await deliver(opened, eventBridgeEvent({ bucket: 'somebody-elses' }));
    expect(opened.lines.join()).toContain('another bucket than the one this function watches');
  });
});

it('acknowledges irrelevant events', async () => {
  const opened = openPipeline();
  const tagged = eventBridgeEvent({}, { 'detail-type': 'Object Tags Added' });
  expect(await deliver(opened, tagged, { Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual(
    [],
  );
  expect(metricsIn(opened.lines)).toMatchObject({ Ignored: 2 });
});

it('acknowledges an image that is gone before it is read', async () => {
  const opened = openPipeline();
  expect(await deliver(opened, eventBridgeEvent())).toEqual([]);
  expect(await opened.store.find(ID)).toMatchObject({ status: 'GONE' });
});

describe.each([
  ['rules', 'watchlist-unavailable'],
  ['detector', 'detector-unavailable'],
  ['store', 'store-unavailable'],
] as const)('in an outage of the %s', (part, code) => {
  it('retries with growing delays, and then finishes', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    opened.stop(part, code);
    for (const count of [1, 2, 3]) {
      const Records = [sqsRecord(eventBridgeEvent(), 'm-0', count)];
      expect(failedOf(await opened.pipeline.handle({ Records }, PLENTY))).toEqual(['m-0']);
    }
    expect(opened.delayed.map(([, seconds]) => seconds)).toEqual([10, 20, 40]);
    opened.mend(part);
    expect(await deliver(opened, eventBridgeEvent())).toEqual([]);
    expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED' });
    expect(opened.notifier.sent).toHaveLength(1);
  });
});

it('announces a failure on the last delivery', async () => {
  const opened = openPipeline();
  show(opened.images, 'KEEP OUT');
  opened.stop('detector', 'detector-misconfigured');
  const fourth = { Records: [sqsRecord(eventBridgeEvent(), 'm-0', 4)] };
  await opened.pipeline.handle(fourth, PLENTY);
  expect(opened.notifier.sent).toEqual([]);
  const fifth = { Records: [sqsRecord(eventBridgeEvent(), 'm-0', 5)] };
  expect(failedOf(await opened.pipeline.handle(fifth, PLENTY))).toEqual(['m-0']);
  expect(opened.notifier.sent).toMatchObject([{ kind: 'failed' }]);
});

describe('without rules', () => {
  it('counts every image that has to wait, from the first refusal', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    opened.stop('rules', 'watchlist-unavailable');
    await deliver(opened, eventBridgeEvent());
    expect(metricsIn(opened.lines)).toMatchObject({ WatchlistProblems: 1 });
    expect(opened.lines.join()).toContain('"errorCode":"watchlist-unavailable"');
    expect(await opened.store.find(ID)).toBeUndefined();
  });

  it('leaves a row and announces the failure on the last delivery', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    opened.stop('rules', 'watchlist-invalid');
    const fifth = { Records: [sqsRecord(eventBridgeEvent(), 'm-0', 5)] };
    expect(failedOf(await opened.pipeline.handle(fifth, PLENTY))).toEqual(['m-0']);
    expect(await opened.store.find(ID)).toMatchObject({ status: 'FAILED' });
    expect(opened.notifier.sent).toMatchObject([{ imageId: ID, kind: 'failed' }]);
  });
});

it('retries when another process’s claim has expired', async () => {
  const opened = openPipeline();
  show(opened.images, 'KEEP OUT');
  const event = eventBridgeEvent();
  await opened.store.claim(
    {
      address: { bucket: BUCKET, key: 'gate.png' },
      version: 'b1946ac9',
      sequencer: '617F08299329D189',
      uploadedAt: 0,
    },
    { owner: 'dead', now: opened.time.now, leaseUntil: opened.time.now + 60_000 },
  );
  expect(await deliver(opened, event)).toEqual(['m-0']);
  expect(opened.delayed).toEqual([['handle-m-0', 61]]);
  opened.time.now += 61_000;
  expect(await deliver(opened, event)).toEqual([]);
  expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED' });
});

it('reports a message as failed even if it cannot be postponed', async () => {
  const opened = openPipeline();
  opened.stop('queue', 'source-unavailable');
  expect(await deliver(opened, 'garbage')).toEqual(['m-0']);
  expect(opened.lines.join()).toContain('message not postponed');
});

it('returns in time what it could not start', async () => {
  const opened = openPipeline();
  show(opened.images, 'KEEP OUT');
  const Records = ['a', 'b', 'c', 'd', 'e'].map((id) => sqsRecord(eventBridgeEvent(), id));
  const time = { getRemainingTimeInMillis: () => 0 };
  const answer = await opened.pipeline.handle({ Records }, time);
  expect(failedOf(answer)).toContain('e');
});

describe('a deletion', () => {
  it('marks the result as gone', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    await deliver(opened, eventBridgeEvent({ sequencer: 'a0' }));
    opened.images.delete({ bucket: BUCKET, key: 'gate.png' });
    expect(await deliver(opened, deletedEvent({ sequencer: 'a1' }))).toEqual([]);
    expect(await opened.store.find(ID)).toMatchObject({ status: 'GONE' });
    expect(metricsIn(opened.lines)).toMatchObject({ Removed: 1 });
  });

  it('that arrives before its upload makes the upload stale', async () => {
    const opened = openPipeline();
    await deliver(opened, deletedEvent({ sequencer: 'a1' }));
    await deliver(opened, eventBridgeEvent({ sequencer: 'a0' }));
    expect(await opened.store.find(ID)).toMatchObject({ status: 'GONE' });
    expect(metricsIn(opened.lines)).toMatchObject({ Stale: 1 });
  });

  it('does not affect later uploads', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT', { version: 'again' });
    await deliver(opened, eventBridgeEvent({ sequencer: 'a2', etag: 'again' }));
    await deliver(opened, deletedEvent({ sequencer: 'a1' }));
    expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED' });
  });

  it('is retried while the bucket does not say what is there', async () => {
    const opened = openPipeline();
    opened.stop('bucket', 'image-unreadable');
    expect(await deliver(opened, deletedEvent({ sequencer: 'a1' }))).toEqual(['m-0']);
    expect(await opened.store.find(ID)).toBeUndefined();
  });
});

describe('invoked without a queue', () => {
  it('scans events from EventBridge and from S3 itself', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    expect(await opened.pipeline.handle(classicNotification(), PLENTY)).toEqual({
      batchItemFailures: [],
    });
    expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED' });
  });

  it('fails, so that Lambda retries', async () => {
    const opened = openPipeline();
    opened.stop('store', 'store-unavailable');
    await expect(opened.pipeline.handle(eventBridgeEvent(), PLENTY)).rejects.toMatchObject({
      code: 'store-unavailable',
    });
  });
});

describe('the log', () => {
  const nasty = 'CANARY\u001b[31m\u202egnp.png';

  it('never contains text of an image, whatever happens', async () => {
    const opened = openPipeline();
    show(opened.images, 'OUT SECRETWORD');
    await deliver(opened, eventBridgeEvent());
    opened.stop('notifier', 'notification-refused');
    await deliver(opened, eventBridgeEvent({ sequencer: 'ff', versionId: 'x' }));
    await deliver(opened, 'SECRETWORD', { source: 'SECRETWORD' });
    expect(opened.lines.length).toBeGreaterThan(5);
    expect(opened.lines.join('\n')).not.toContain('SECRETWORD');
  });

  it('has one JSON object per line, with names escaped', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT', { key: nasty });
    await deliver(opened, eventBridgeEvent({ key: nasty }));
    const log = opened.lines.map((line) => JSON.parse(line));
    expect(log).toContainEqual(
      expect.objectContaining({
        level: 'INFO',
        message: 'image',
        image: 'yard/CANARY\\u001b[31m\\u202egnp.png',
        outcome: 'scanned',
        status: 'MATCHED',
        rules: ['gate'],
        lines: 1,
      }),
    );
    expect(opened.lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('leaves out image names with LOG_IMAGE_IDS=hashed', async () => {
    const opened = openPipeline({ imageIds: 'hashed' });
    show(opened.images, 'KEEP OUT', { key: 'CANARY.png' });
    await deliver(opened, eventBridgeEvent({ key: 'CANARY.png' }));
    expect(opened.lines.join('\n')).not.toContain('CANARY');
    expect(opened.lines.join('\n')).toMatch(/"imageHash":"[0-9a-f]{32}"/);
  });
});

it('writes steps, outcomes and cost in the embedded metric format', async () => {
  const opened = openPipeline();
  show(opened.images, 'KEEP OUT');
  show(opened.images, 'WELCOME', { key: 'b.png' });
  await deliver(opened, eventBridgeEvent(), eventBridgeEvent({ key: 'b.png' }));
  const metrics = metricsIn(opened.lines);
  expect(metrics).toMatchObject({
    Function: 'TextDetectionLambda',
    Images: 2,
    Matched: 1,
    NoMatch: 1,
    Matches: 1,
    ProviderCost: 0.002,
  });
  expect(metrics['DetectMilliseconds']).toHaveLength(2);
  expect(metrics['ImageMilliseconds']).toHaveLength(2);
  expect(metrics['NotifyMilliseconds']).toHaveLength(1);
});

describe('a sweep', () => {
  it('tells what waits, and counts what is stuck', async () => {
    const opened = openPipeline();
    show(opened.images, 'KEEP OUT');
    opened.stop('notifier', 'notifier-unavailable');
    await deliver(opened, eventBridgeEvent());
    const upload = {
      address: { bucket: BUCKET, key: 'x' },
      version: 'v',
      sequencer: 'A',
      uploadedAt: 0,
    };
    await opened.store.claim(upload, { owner: 'dead', now: opened.time.now, leaseUntil: 0 });
    opened.time.now += 1_000_000;
    const { signal } = new AbortController();
    expect(await opened.sweeper.sweep(signal)).toEqual({ recorded: 0, failed: 1 });
    opened.mend('notifier');
    opened.time.now += 1_000_000;
    expect(await opened.sweeper.sweep(signal)).toEqual({ recorded: 0, failed: 0 });
    expect(opened.notifier.sent).toHaveLength(1);
    expect(metricsIn(opened.lines)).toMatchObject({ Unfinished: 0, StuckProcessing: 1 });
  });

  it('purges what is older than its age, but for what is held', async () => {
    const opened = openPipeline({ keep: { results: 86_400_000, matches: 86_400_000 } });
    show(opened.images, 'KEEP OUT');
    await deliver(opened, eventBridgeEvent());
    const { items } = await opened.store.list({ limit: 1 });
    const imageId = items[0]?.imageId ?? '';
    const hold = { id: 'h', of: 'rule', value: 'gate', since: 1, by: 'ann', why: 'case' } as const;
    await opened.store.hold(hold);
    opened.time.now += 2 * 86_400_000;
    const { signal } = new AbortController();
    await opened.sweeper.sweep(signal);
    expect(await opened.store.find(imageId)).toMatchObject({ status: 'MATCHED' });
    await opened.store.endHold('h');
    opened.time.now += 3_600_000;
    await opened.sweeper.sweep(signal);
    expect(await opened.store.find(imageId)).toMatchObject({ reason: 'purged' });
    expect((await opened.store.listMatches('gate', { limit: 9 })).items).toEqual([]);
    const logged = opened.lines.map((line) => JSON.parse(line));
    expect(logged).toContainEqual(
      expect.objectContaining({ message: 'sweep', purgedResults: 1, purgedMatches: 1 }),
    );
  });

  it('tells what waits although the history cannot be written, and fails', async () => {
    const write = () => undefined;
    let sweeps = 0;
    const sweep = async () => {
      sweeps += 1;
      return [];
    };
    const { store, deliveries } = openPipeline();
    const down = async () => {
      throw new GlyphwatchError('store-unavailable', 'Down.');
    };
    const sweeper = new Sweeper({
      ...{ telling: { sweep }, store: intercept(store, down), deliveries },
      retention: {
        turn: async () => ({
          ...{ results: 0, matches: 0, deliveries: 0 },
          ...{ held: 0, waiting: 0, failures: [] },
        }),
      },
      ...{ clock: () => 0, stuckAfterMs: 1, logger: new Logger(write, 'error') },
      metrics: new Metrics(write, 'f'),
    });
    await expect(sweeper.sweep(new AbortController().signal)).rejects.toThrow('Down.');
    expect(sweeps).toBe(1);
  });
});

it('retries a message while its image is busy in another process', async () => {
  const write = () => undefined;
  const pipeline = new Pipeline({
    handleImageEvent: { handle: async () => ({ kind: 'busy', leaseUntil: 30_000 }) },
    delays: { delay: async () => undefined },
    clock: () => 0,
    startTimer,
    random: () => 0,
    logger: new Logger(write, 'error'),
    metrics: new Metrics(write, 'f'),
    concurrency: 1,
    maxReceiveCount: 5,
  });
  const answer = await pipeline.handle({ Records: [sqsRecord(eventBridgeEvent())] }, PLENTY);
  expect(failedOf(answer)).toHaveLength(1);
  await expect(pipeline.handle(eventBridgeEvent(), PLENTY)).rejects.toThrow('busy');
});
