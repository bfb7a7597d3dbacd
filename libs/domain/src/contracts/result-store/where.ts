import { sampleOutcome, sampleRuleMatch, unique } from '../samples.ts';
import { allPages } from './all-pages.ts';
import { keysOf, promise } from './bucket.ts';

promise('lists only results for which the condition holds, page by page', async (bucket) => {
  const ruleId = unique('rule');
  const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  for (let at = 1; at <= 9; at += 1) {
    const upload = bucket.upload(`${at}`, { uploadedAt: bucket.start + at });
    await bucket.conclude(upload, at, { outcome });
  }
  const isOdd = ({ address }: { address: { key: string } }) => Number(address.key) % 2 === 1;
  const period = { since: bucket.start, until: bucket.start + 900 };
  for (const query of [{}, { ruleId }, { status: 'MATCHED' as const }]) {
    for (const limit of [1, 2, 100]) {
      const seen = await allPages(limit, (page) =>
        bucket.store.list({ ...period, ...query, ...page, where: isOdd }),
      );
      expect(keysOf(seen)).toEqual(['9', '7', '5', '3', '1']);
    }
  }
  expect(await bucket.keys({ where: () => false })).toEqual([]);
});

promise('shows the condition all of a result but its text', async (bucket) => {
  await bucket.put('a', 10);
  const stored = await bucket.store.find(`${bucket.name}/a`);
  const { detection, ...rest } = stored ?? {};
  expect(detection).toBeDefined();
  const seen: object[] = [];
  const where = (result: object) => seen.push(result) > 0;
  expect(await bucket.keys({ where })).toEqual(['a']);
  expect(seen[0]).toMatchObject(rest);
});
