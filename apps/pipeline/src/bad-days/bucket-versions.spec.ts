import fc from 'fast-check';
import { bucketOf } from '../testing/bucket.ts';
import { sqsRecord } from '../testing/events.ts';
import { openPipeline, PLENTY } from '../testing/in-memory-pipeline.ts';

function open() {
  const opened = openPipeline();
  const { images, pipeline, store, notifier } = opened;
  const bucket = bucketOf(images);
  return {
    ...opened,
    bucket,
    stored: () => store.find(bucket.id),
    told: () => notifier.sent.map(({ version }) => version),
    async deliver(...bodies: unknown[]): Promise<void> {
      for (const body of bodies) {
        const Records = [sqsRecord(body)];
        expect(await pipeline.handle({ Records }, PLENTY)).toEqual({ batchItemFailures: [] });
      }
    },
  };
}

describe('a bucket with versioning', () => {
  it('still has its image when an older version is erased, even if the image’s own event is late', async () => {
    const { bucket, deliver, stored, told } = open();
    const [older, newer] = [bucket.upload('v1', 'WELCOME'), bucket.upload('v2', 'KEEP OUT')];
    await deliver(older, bucket.erase('v1'));
    expect(await stored()).toMatchObject({ version: 'v2', status: 'MATCHED' });
    await deliver(newer);
    expect(await stored()).toMatchObject({ version: 'v2', status: 'MATCHED', attempts: 1 });
    expect(told()).toEqual(['v2']);
  });

  it('tells nobody again when an older version is erased before its own event comes', async () => {
    const { bucket, deliver, stored, told } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'));
    const late = bucket.upload('v2', 'WELCOME');
    await deliver(bucket.erase('v2'), late);
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED', attempts: 1 });
    expect(told()).toEqual(['v1']);
  });

  it('tells nobody again when the event of a version that was erased since comes', async () => {
    const { bucket, deliver, stored, told } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'));
    const late = bucket.upload('v2', 'WELCOME');
    const erased = bucket.erase('v2');
    await deliver(late, erased);
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED' });
    expect(told()).toEqual(['v1']);
  });

  it('has its image back when a delete marker is removed', async () => {
    const { bucket, deliver, stored } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'), bucket.hide('m1'));
    expect(await stored()).toMatchObject({ status: 'GONE' });
    await deliver(bucket.erase('m1'));
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED' });
  });

  it('shows an older version when the newest is erased', async () => {
    const { bucket, deliver, stored, told } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'), bucket.upload('v2', 'WELCOME'));
    expect(await stored()).toMatchObject({ version: 'v2', status: 'NO_MATCH' });
    await deliver(bucket.erase('v2'));
    const uploadedAt = Date.UTC(2026, 0, 1, 0, 0, 1);
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED', uploadedAt });
    expect(new Set(told())).toEqual(new Set(['v1']));
  });

  it('has no image once every version is erased', async () => {
    const { bucket, deliver, stored } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'), bucket.upload('v2', 'WELCOME'));
    await deliver(bucket.erase('v1'), bucket.erase('v2'));
    expect(await stored()).toMatchObject({ status: 'GONE' });
  });

  it('has an image whose upload event comes after the deletion that was undone without an event', async () => {
    const { bucket, deliver, stored } = open();
    const late = bucket.upload('v1', 'KEEP OUT');
    await deliver(bucket.hide('m1'));
    bucket.erase('m1');
    await deliver(late);
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED' });
  });

  it('is repaired by a backfill after a removed delete marker', async () => {
    const { bucket, deliver, stored } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'), bucket.hide('m1'));
    bucket.erase('m1');
    await deliver(bucket.backfill({ versionId: 'v1' }));
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED' });
  });

  it('is repaired by a backfill when the newest version was erased without an event', async () => {
    const { bucket, deliver, stored } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'), bucket.upload('v2', 'WELCOME'));
    bucket.erase('v2');
    await deliver(bucket.backfill({ versionId: 'v1' }));
    expect(await stored()).toMatchObject({ version: 'v1', status: 'MATCHED' });
  });

  it('reads a version once that it finds before its event', async () => {
    const { bucket, deliver, stored } = open();
    await deliver(bucket.upload('v1', 'KEEP OUT'));
    const erased = bucket.erase('v1');
    const newer = bucket.upload('v2', 'KEEP OUT');
    await deliver(erased, newer, newer);
    expect(await stored()).toMatchObject({ version: 'v2', status: 'MATCHED', attempts: 1 });
  });

  it('is never asked for nothing: an upload that is scanned needs no look', async () => {
    const { bucket, deliver, stored, stop } = open();
    stop('bucket', 'source-unavailable');
    await deliver(bucket.upload('v1', 'KEEP OUT'));
    expect(await stored()).toMatchObject({ status: 'MATCHED' });
  });
});

describe('a bucket without versioning', () => {
  it('never shows that one content matched what another shows', async () => {
    const { bucket, deliver, stored, told } = open();
    const [first, second] = [bucket.overwrite('e1', 'WELCOME'), bucket.overwrite('e2', 'KEEP OUT')];
    await deliver(first);
    expect(await stored()).toMatchObject({ version: 'e2', status: 'MATCHED' });
    await deliver(second, first, second);
    expect(await stored()).toMatchObject({ version: 'e2', status: 'MATCHED', attempts: 1 });
    expect(told()).toEqual(['e2']);
  });

  it('has no image once it was removed, and is repaired by a backfill when the image is back', async () => {
    const { bucket, deliver, stored } = open();
    await deliver(bucket.overwrite('e1', 'KEEP OUT'), bucket.remove());
    expect(await stored()).toMatchObject({ status: 'GONE' });
    bucket.overwrite('e1', 'KEEP OUT');
    await deliver(bucket.backfill({ etag: 'e1' }));
    expect(await stored()).toMatchObject({ version: 'e1', status: 'MATCHED' });
  });
});

describe('whatever happens to a key', () => {
  type Opened = ReturnType<typeof open>;
  type Happenings = Readonly<Record<string, (bucket: Opened['bucket'], name: string) => unknown>>;
  const versioned: Happenings = {
    upload: (bucket, name) => bucket.upload(name, 'KEEP OUT'),
    hide: (bucket, name) => bucket.hide(name),
    erase: (bucket, name) => bucket.erase(name),
  };
  const unversioned: Happenings = {
    upload: (bucket, name) => bucket.overwrite(name, 'KEEP OUT'),
    remove: (bucket) => bucket.remove(),
  };

  it.each([
    ['with versioning', versioned],
    ['without versioning', unversioned],
  ])(
    '%s, in any order and with repeats: what is stored is what is there',
    async (_, happenings) => {
      const happening = fc.tuple(
        fc.constantFrom(...Object.keys(happenings)),
        fc.constantFrom('1', '2', '3'),
      );
      const history = fc.array(happening, { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async (steps, luck) => {
          const opened = open();
          const waiting: unknown[] = [];
          const deliverOne = async () => {
            const [event] = waiting.splice(luck.next().value % waiting.length, 1);
            await opened.deliver(event);
            if (luck.next().value % 4 === 0) await opened.deliver(event);
          };
          for (const [index, [what, name]] of steps.entries()) {
            const versionId = what === 'erase' ? name : `${index + 1}`;
            waiting.push(happenings[what]?.(opened.bucket, versionId));
            if (luck.next().value % 2 === 0) await deliverOne();
          }
          while (waiting.length > 0) await deliverOne();
          const current = await opened.images.find({ bucket: 'yard', key: 'gate.png' });
          const expected = current
            ? { version: current.version, status: 'MATCHED' }
            : { status: 'GONE' };
          expect(await opened.stored()).toMatchObject(expected);
        }),
        { numRuns: 300 },
      );
    },
  );
});
