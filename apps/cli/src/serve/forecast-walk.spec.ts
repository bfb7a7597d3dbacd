import {
  conclude,
  imageIdOf,
  layOutText,
  type MatchRecord,
  type Verdict,
  type Watchlist,
} from '@glyphwatch/domain';
import {
  InMemoryAlertReviews,
  InMemoryDeliveries,
  InMemoryResultStore,
} from '@glyphwatch/domain/in-memory';
import { compileWatchlist, parseRuleFile } from '@glyphwatch/watchlist';
import { forecastWalk } from './forecast-walk.ts';

const IMAGES = 300;
const SECOND = 1000;

const watching = (phrase: string): Watchlist => {
  const { ruleSet } = parseRuleFile(`rules: [{ id: gate, match: ${phrase} }]`, { name: 'rules' });
  if (!ruleSet) throw new Error('The rule has mistakes.');
  return compileWatchlist(ruleSet, { zone: 'UTC' });
};

/** Images of a gate, one a second, the oldest of them judged as told. */
async function gates(verdicts: readonly Verdict[]) {
  const deliveries = new InMemoryDeliveries(() => 0);
  const results = new InMemoryResultStore(deliveries);
  const reviews = new InMemoryAlertReviews(results, deliveries);
  for (let number = 0; number < IMAGES; number += 1) {
    const address = { bucket: '/photos', key: `${number}.png` };
    const [imageId, now] = [imageIdOf(address), number * SECOND];
    const upload = { address, version: 'v1', sequencer: '01', uploadedAt: now };
    await results.claim(upload, { owner: 'me', now, leaseUntil: now + SECOND });
    const outcome = conclude(upload, layOutText('KEEP OUT'), watching('KEEP OUT'));
    const records = outcome.ruleMatches.map(({ hides: _, ...rule }): MatchRecord => ({
      ...{ ...upload, ...rule, id: `alert ${number}`, imageId, watchlistVersion: 'w1' },
    }));
    await results.commit(imageId, 'me', { outcome, deliveries: [], records, notified: [], now });
    await results.recordMatches(imageId, records);
  }
  for (const [number, verdict] of verdicts.entries()) {
    const judgement = { at: IMAGES * SECOND, by: 'ann', verdict };
    await reviews.judge([{ id: `alert ${number}`, revision: 0 }], judgement);
  }
  return { results, reviews };
}

it('tells of judged alerts first, however old, and counts each image once', async () => {
  const parts = await gates(['false-alarm', 'confirmed', 'false-alarm', 'resolved']);
  const goneByVerdict: Record<Verdict, number>[] = [];
  let images = 0;
  for await (const counts of forecastWalk({ ...parts, watchlist: watching('KEEP AWAY') })) {
    const { rules } = counts.progress('running');
    goneByVerdict.push({ ...rules[0]?.goneByVerdict } as Record<Verdict, number>);
    images = counts.images;
  }
  expect(goneByVerdict[1]).toMatchObject({ confirmed: 1, 'false-alarm': 0, new: 0 });
  const judged = { confirmed: 1, 'false-alarm': 2, resolved: 1 };
  expect(goneByVerdict[4]).toMatchObject({ ...judged, new: 0 });
  expect(goneByVerdict.at(-1)).toMatchObject({ ...judged, new: IMAGES - 4 });
  expect(images).toBe(IMAGES);
});

it('shows an image of a confirmed alert first, among many that go', async () => {
  const parts = await gates(['confirmed']);
  let last;
  for await (const counts of forecastWalk({ ...parts, watchlist: watching('KEEP AWAY') }))
    last = counts.progress('done');
  expect(last?.rules[0]?.goneFrom[0]?.name).toBe('0.png');
  expect(last?.total).toBe(IMAGES);
});
