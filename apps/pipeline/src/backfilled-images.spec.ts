import { BUCKET, deletedEvent, eventBridgeEvent, sqsRecord } from './testing/events.ts';
import { openPipeline, PLENTY } from './testing/in-memory-pipeline.ts';

/*
 * `glyphwatch aws backfill` sends events like S3's, but without a sequencer, which object lists do not include. Their
 * time is the object's, in whole seconds; S3's own sequencers begin with the same seconds.
 */

type Opened = ReturnType<typeof openPipeline>;

const ID = `${BUCKET}/gate.png`;
const UPLOADED = Date.UTC(2026, 0, 1);

/** Like S3's: 00, the seconds since 1970, and a finer part. */
function sequencerAt(seconds: number, finer = '29329D18'): string {
  return `00${(UPLOADED / 1000 + seconds).toString(16)}${finer}`;
}

function backfilled(seconds: number, etag: string) {
  const time = new Date(UPLOADED + seconds * 1000).toISOString();
  const event = eventBridgeEvent({ etag }, { time });
  const { sequencer: _, ...object } = event.detail.object;
  return { ...event, detail: { ...event.detail, object } };
}

/** As `glyphwatch aws backfill --again` sends it. */
function rereading(event: ReturnType<typeof backfilled>) {
  return { ...event, detail: { ...event.detail, reason: 'Reread' } };
}

/** The stored result, as if another detector had read it. */
async function readByAnother({ store, time: { now } }: Opened): Promise<void> {
  const result = await store.find(ID);
  if (result?.status !== 'MATCHED') throw new Error('the image was not read');
  const { status, ruleMatches, nearMisses, notified } = result;
  await store.claim(result, { owner: 'another', now, leaseUntil: now, redo: true });
  const outcome = { status, ruleMatches, nearMisses, readBy: 'another/1' };
  const nothing = { deliveries: [], records: [] };
  await store.commit(ID, 'another', { outcome, ...nothing, notified, now });
}

async function deliver({ pipeline }: Opened, ...bodies: unknown[]): Promise<void> {
  for (const body of bodies) {
    const Records = [sqsRecord(body, 'm')];
    expect(await pipeline.handle({ Records }, PLENTY)).toEqual({ batchItemFailures: [] });
  }
}

function show({ images }: Opened, text = 'KEEP OUT', version = 'v1'): void {
  images.put({ bucket: BUCKET, key: 'gate.png' }, text, { version });
}

it('scans an unknown image', async () => {
  const opened = openPipeline();
  show(opened);
  await deliver(opened, backfilled(0, 'v1'), backfilled(0, 'v1'));
  expect(await opened.store.find(ID)).toMatchObject({ status: 'MATCHED', attempts: 1 });
  expect(opened.notifier.sent).toHaveLength(1);
});

it('changes nothing about a known image', async () => {
  const opened = openPipeline();
  show(opened);
  await deliver(opened, eventBridgeEvent({ etag: 'v1', sequencer: sequencerAt(0) }));
  const known = await opened.store.find(ID);
  await deliver(opened, backfilled(0, 'v1'));
  expect(await opened.store.find(ID)).toEqual(known);
  expect(opened.notifier.sent).toHaveLength(1);
});

it.each([
  ['later', 1],
  ['in the same second', 0],
])('never overrides an upload that arrived %s', async (_, seconds) => {
  const opened = openPipeline();
  show(opened, 'NEW', 'v2');
  await deliver(opened, eventBridgeEvent({ etag: 'v2', sequencer: sequencerAt(seconds) }));
  await deliver(opened, backfilled(0, 'v1'));
  expect(await opened.store.find(ID)).toMatchObject({ version: 'v2', status: 'NO_MATCH' });
});

it('does not restore what was deleted meanwhile', async () => {
  const opened = openPipeline();
  await deliver(opened, deletedEvent({ sequencer: sequencerAt(5) }), backfilled(0, 'v1'));
  expect(await opened.store.find(ID)).toMatchObject({ status: 'GONE' });
});

it('reads a known image again only if asked, if another detector read it, and notifies nobody twice', async () => {
  const opened = openPipeline();
  show(opened);
  await deliver(opened, eventBridgeEvent({ etag: 'v1', sequencer: sequencerAt(0) }));
  await readByAnother(opened);
  await deliver(opened, backfilled(0, 'v1'));
  expect(await opened.store.find(ID)).toMatchObject({ readBy: 'another/1' });
  await deliver(opened, rereading(backfilled(0, 'v1')), rereading(backfilled(0, 'v1')));
  const reread = { readBy: 'in-memory/1', sequencer: sequencerAt(0).toUpperCase(), attempts: 3 };
  expect(await opened.store.find(ID)).toMatchObject(reread);
  expect(opened.notifier.sent).toHaveLength(1);
});

it('finds a newer version whose own event was never sent', async () => {
  const opened = openPipeline();
  show(opened);
  await deliver(opened, eventBridgeEvent({ etag: 'v1', sequencer: sequencerAt(0) }));
  show(opened, 'KEEP OUT', 'v2');
  await deliver(opened, backfilled(60, 'v2'));
  expect(await opened.store.find(ID)).toMatchObject({ version: 'v2', status: 'MATCHED' });
});

it('sends nothing twice when S3’s own event for the version arrives late', async () => {
  const opened = openPipeline();
  show(opened);
  await deliver(opened, backfilled(0, 'v1'));
  await deliver(opened, eventBridgeEvent({ etag: 'v1', sequencer: sequencerAt(0) }));
  expect(opened.notifier.sent).toHaveLength(1);
});
