import { failureOf } from '../failure.ts';
import { sampleOutcome, sampleRecord, sampleUpload, unique } from '../samples.ts';
import { LEASE_MS, promise } from './subject.ts';

promise('finds nothing for an image that was never claimed', async ({ store, imageId }) => {
  expect(await store.find(imageId)).toBeUndefined();
});

promise('grants a claim on an unknown image and stores its upload', async (story) => {
  expect(await story.claim('me')).toEqual({ kind: 'claimed' });
  const { ruleMatches, nearMisses, unrecorded, notified, ...about } = await story.result();
  expect([ruleMatches, nearMisses, unrecorded, notified]).toEqual([[], [], [], []]);
  expect(about).toEqual({
    ...story.upload,
    imageId: story.imageId,
    status: 'PROCESSING',
    updatedAt: story.start,
    leaseUntil: story.start + LEASE_MS,
    attempts: 1,
  });
});

promise('stores addresses and versions with any characters', async (story) => {
  const address = {
    bucket: unique('bucket'),
    key: 'ä %41+\n\u001b[31m\'";--🚪/x',
    versionId: '%_*',
  };
  const upload = sampleUpload({ address, version: '"3f\\"' });
  await story.claim('me', { upload });
  const result = await story.store.find(`${address.bucket}/${address.key}`);
  expect(result).toMatchObject({ address, version: '"3f\\"' });
});

promise('stores an upload without size or version id', async (story) => {
  const { size: _, ...upload } = story.upload;
  await story.claim('me', { upload });
  expect(await story.result()).not.toHaveProperty('size');
  expect((await story.result()).address).toEqual(upload.address);
});

promise('answers busy while this version is claimed', async (story) => {
  await story.claim('me');
  const leaseUntil = story.start + LEASE_MS;
  const busy = { kind: 'busy', leaseUntil };
  expect(await story.claim('you')).toEqual(busy);
  expect(await story.claim('you', { now: leaseUntil - 1 })).toEqual(busy);
  expect(await story.claim('you', { redo: true })).toEqual(busy);
  await story.commit('me');
});

promise('grants an expired claim and counts the attempt', async (story) => {
  await story.claim('me');
  const now = story.start + LEASE_MS + 1;
  const outcome = await story.claim('you', { now });
  expect(outcome).toMatchObject({ kind: 'claimed', previous: { attempts: 1 } });
  const result = await story.result();
  expect(result).toMatchObject({ attempts: 2, leaseUntil: now + LEASE_MS, updatedAt: now });
});

promise('grants exactly one of many simultaneous claims', async (story) => {
  const owners = Array.from({ length: 20 }, () => unique('owner'));
  const outcomes = await Promise.all(owners.map((owner) => story.claim(owner)));
  const kinds = outcomes.map(({ kind }) => kind).sort();
  expect(kinds).toEqual([...Array<string>(19).fill('busy'), 'claimed']);
  const winner = owners[outcomes.findIndex(({ kind }) => kind === 'claimed')] ?? '';
  await story.commit(winner);
  expect((await story.result()).status).toBe('MATCHED');
});

promise('grants exactly one of many simultaneous claims after one expired', async (story) => {
  await story.claim('dead');
  const now = story.start + 2 * LEASE_MS;
  const owners = Array.from({ length: 10 }, () => unique('owner'));
  const outcomes = await Promise.all(owners.map((owner) => story.claim(owner, { now })));
  expect(outcomes.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  expect((await story.result()).attempts).toBe(2);
});

promise('lets the newest of many simultaneous uploads win', async (story) => {
  const uploads = [3, 9, 1, 7, 5, 2, 8, 4, 6].map((number) => story.newer(number));
  await Promise.all(uploads.map((upload) => story.claim(upload.version, { upload })));
  expect((await story.result()).version).toBe('v1.9');
  await story.commit('v1.9');
  await failureOf(story.commit('v1.3'), 'claim-lost');
});

promise('answers done with the result once this version is committed', async (story) => {
  const result = await story.conclude();
  expect(await story.claim('me')).toEqual({ kind: 'done', result });
  expect(await story.result()).toEqual(result);
});

for (const status of ['MATCHED', 'NO_MATCH', 'NO_TEXT', 'UNSUPPORTED', 'GONE'] as const) {
  promise(`treats ${status} as final`, async (story) => {
    await story.conclude(story.upload, { outcome: sampleOutcome({ status }) });
    expect(await story.claim('me')).toMatchObject({ kind: 'done', result: { status } });
  });
}

promise(
  'grants a redo of a final version and keeps its outcome until the commit',
  async (story) => {
    const concluded = await story.conclude(story.upload, { notified: ['told'] });
    const now = story.start + 5;
    const outcome = await story.claim('me', { redo: true, now });
    expect(outcome).toEqual({ kind: 'claimed', previous: concluded });
    const leaseUntil = now + LEASE_MS;
    const claim = { status: 'PROCESSING', attempts: 2, updatedAt: now, leaseUntil };
    expect(await story.result()).toEqual({ ...concluded, ...claim });
  },
);

promise('grants an expired redo even without redo', async (story) => {
  const { detection } = await story.conclude();
  await story.claim('dead', { redo: true });
  const outcome = await story.claim('me', { now: story.start + 2 * LEASE_MS });
  expect(outcome).toMatchObject({ kind: 'claimed', previous: { detection } });
});

promise('grants a failed version at once, with or without redo', async (story) => {
  await story.claim('me');
  await story.fail('me');
  const previous = { status: 'FAILED', reason: 'The engine is down.' };
  expect(await story.claim('you')).toMatchObject({ kind: 'claimed', previous });
  await story.fail('you');
  expect(await story.claim('they', { redo: true })).toMatchObject({ kind: 'claimed' });
  expect((await story.result()).attempts).toBe(3);
});

promise('grants a newer upload during a claim, which can then no longer commit', async (story) => {
  await story.claim('old');
  expect(await story.claim('new', { upload: story.newer() })).toMatchObject({ kind: 'claimed' });
  await failureOf(story.commit('old'), 'claim-lost');
  await story.fail('old');
  expect(await story.result()).toMatchObject({ status: 'PROCESSING', version: 'v1.1' });
  await story.commit('new');
  expect((await story.result()).status).toBe('MATCHED');
});

promise(
  'answers busy to a claimed version, however new, unless it is taken over',
  async (story) => {
    await story.claim('me');
    const again = story.newer(1, { version: story.upload.version });
    expect(await story.claim('you', { upload: again })).toMatchObject({ kind: 'busy' });
    expect(await story.claim('you', { takeOver: true })).toMatchObject({ kind: 'claimed' });
    await failureOf(story.commit('me'), 'claim-lost');
    await story.commit('you');
    expect(await story.result()).toMatchObject({ status: 'MATCHED', attempts: 2 });
  },
);

promise('forgets the older version when a newer one is claimed', async (story) => {
  const older = await story.conclude(story.upload, {
    outcome: sampleOutcome({ reason: 'because' }),
    notified: ['told'],
  });
  const upload = { ...story.newer(), address: { ...story.upload.address, versionId: 'n1' } };
  expect(await story.claim('me', { upload })).toEqual({ kind: 'claimed', previous: older });
  const result = await story.result();
  expect(result).toMatchObject({ ...upload, attempts: 1, ruleMatches: [], nearMisses: [] });
  expect(result.notified).toEqual([]);
  for (const forgotten of ['detection', 'readBy', 'watchlistVersion', 'reason']) {
    expect(result).not.toHaveProperty(forgotten);
  }
});

promise('keeps what is unrecorded when a newer version is claimed', async (story) => {
  const kept = { unrecorded: [sampleRecord()] };
  await story.conclude(story.upload, { records: kept.unrecorded });
  await story.claim('me', { upload: story.newer() });
  expect(await story.result()).toMatchObject(kept);
  await story.commit('me');
  expect(await story.result()).toMatchObject(kept);
});

promise(
  'answers done to a newer upload of the same version, which is as new from then on',
  async (story) => {
    const concluded = await story.conclude();
    const upload = story.newer(2, { version: story.upload.version });
    const result = { ...concluded, sequencer: upload.sequencer };
    expect(await story.claim('me', { upload })).toEqual({ kind: 'done', result });
    expect(await story.result()).toEqual(result);
    await failureOf(story.commit('me'), 'claim-lost');
    expect(await story.claim('you', { upload: story.newer(1) })).toEqual({ kind: 'stale', result });
    expect(await story.claim('you', { upload, redo: true })).toMatchObject({ kind: 'claimed' });
  },
);

promise(
  'grants a newer upload of a version that was gone, and keeps what was announced',
  async (story) => {
    await story.conclude(story.upload, {
      outcome: sampleOutcome({ status: 'GONE' }),
      notified: ['told'],
    });
    const upload = story.newer(1, { version: story.upload.version });
    expect(await story.claim('me', { upload })).toMatchObject({ kind: 'claimed' });
    const result = await story.result();
    expect(result).toMatchObject({ notified: ['told'], attempts: 2, sequencer: '0B01' });
  },
);

promise(
  'answers stale to an upload older than the stored one, claimed or committed',
  async (story) => {
    const newer = story.newer();
    await story.claim('me', { upload: newer });
    expect(await story.claim('you')).toEqual({ kind: 'stale', result: await story.result() });
    await story.commit('me');
    const stale = { kind: 'stale', result: await story.result() };
    expect(await story.claim('you')).toEqual(stale);
    expect(await story.claim('you', { redo: true })).toEqual(stale);
    expect(await story.claim('you', { now: story.start + 9 * LEASE_MS })).toEqual(stale);
  },
);

for (const [kept, older, same, newer] of [
  ['A1', 'A0FF', 'A10', 'A11'],
  ['a1', 'A0ff', 'A1', 'aA'],
  ['9', '8F', '90', 'a'],
  ['A100', 'A', 'a1', 'A2'],
  ['0055AED6DCD90281E5', '0055AED6DCD90281E', '0055aed6dcd90281e500', '0055AED6DCD90281E6'],
  ['617f08299329d189', '00617F08299329D188', '00617F08299329D189', '00617F08299329D18A'],
  ['00617F08299329D189', '617f08299329d188', '617f08299329d189', '617f08299329d18a'],
  ['617f08299329d189', '00617F0829000', '617F08299329D189', '00617F0830000'],
] as const) {
  promise(`orders ${older} < ${kept} = ${same} < ${newer}`, async (story) => {
    const uploaded = (sequencer: string) => ({
      upload: story.newer(1, { sequencer, version: sequencer }),
    });
    await story.conclude(uploaded(kept).upload);
    expect(await story.claim('me', uploaded(older))).toMatchObject({ kind: 'stale' });
    expect(await story.claim('me', uploaded(same))).toMatchObject({ kind: 'stale' });
    const again = { upload: story.newer(1, { sequencer: same, version: kept }) };
    expect(await story.claim('me', again)).toMatchObject({ kind: 'done' });
    expect(await story.claim('me', uploaded(newer))).toMatchObject({ kind: 'claimed' });
    expect(await story.claim('me', uploaded(kept))).toMatchObject({ kind: 'stale' });
  });
}

promise(
  'keeps what is stored where another version has the same sequencer, claimed or not',
  async (story) => {
    const other = { upload: { ...story.upload, version: 'another' } };
    await story.claim('me');
    expect(await story.claim('you', other)).toMatchObject({ kind: 'stale' });
    await story.commit('me');
    expect(await story.claim('you', { ...other, redo: true })).toMatchObject({ kind: 'stale' });
  },
);

promise('keeps images apart', async (story) => {
  const { bucket } = story.upload.address;
  await story.conclude();
  const other = sampleUpload({ address: { bucket, key: 'SIGNS/gate.png' } });
  expect(await story.claim('me', { upload: other })).toEqual({ kind: 'claimed' });
  expect((await story.result()).status).toBe('MATCHED');
});

promise('extends a claim that is renewed, and changes nothing else', async (story) => {
  await story.claim('me');
  const claimed = await story.result();
  const leaseUntil = story.start + 3 * LEASE_MS;
  await story.store.renew(story.imageId, 'me', leaseUntil);
  expect(await story.result()).toEqual({ ...claimed, leaseUntil });
  const busy = { kind: 'busy', leaseUntil };
  expect(await story.claim('you', { now: story.start + 2 * LEASE_MS })).toEqual(busy);
  await story.store.renew(story.imageId, 'me', leaseUntil + 1);
  await story.commit('me');
  expect((await story.result()).status).toBe('MATCHED');
});

promise('does not shorten a claim that is renewed', async (story) => {
  await story.claim('me');
  const claimed = await story.result();
  await story.store.renew(story.imageId, 'me', story.start + 1);
  expect(await story.result()).toEqual(claimed);
});

promise('renews an expired claim that nobody has taken', async (story) => {
  await story.claim('me');
  const leaseUntil = story.start + 9 * LEASE_MS;
  await story.store.renew(story.imageId, 'me', leaseUntil);
  const now = story.start + 8 * LEASE_MS;
  expect(await story.claim('you', { now })).toEqual({ kind: 'busy', leaseUntil });
});

promise('refuses to renew a claim that was taken or has ended', async (story) => {
  const renew = (owner: string) =>
    story.store.renew(story.imageId, owner, story.start + 9 * LEASE_MS);
  await failureOf(renew('nobody'), 'claim-lost');
  await story.claim('slow');
  await story.claim('fast', { now: story.start + 2 * LEASE_MS });
  const taken = await story.result();
  await failureOf(renew('slow'), 'claim-lost');
  expect(await story.result()).toEqual(taken);
  await story.commit('fast');
  const concluded = await story.result();
  await failureOf(renew('fast'), 'claim-lost');
  expect(await story.result()).toEqual(concluded);
});
