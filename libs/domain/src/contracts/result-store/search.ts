import { failureOf } from '../failure.ts';
import {
  sampleDetection,
  sampleMatch,
  sampleOutcome,
  sampleRuleMatch,
  unique,
} from '../samples.ts';
import { allPages } from './all-pages.ts';
import { keysOf, promise } from './bucket.ts';

promise('finds results that contain all words, or fails if it cannot search', async (bucket) => {
  const showing = (text: string) => ({ detection: sampleDetection(text) });
  const [word, other] = [unique('w').replaceAll('-', ''), unique('v').replaceAll('-', '')];
  await bucket.put('both', 10, showing(`KEEP ${word}\nAND ${other} TOO`));
  await bucket.put('one', 20, showing(`Only ${word.toUpperCase()}!`));
  if (!bucket.store.canSearch) {
    await failureOf(bucket.keys({ text: word }), 'store-misconfigured');
    return;
  }
  expect(await bucket.keys({ text: word })).toEqual(['one', 'both']);
  expect(await bucket.keys({ text: word.slice(0, -1) })).toEqual([]);
  expect(await bucket.keys({ text: `${other} ${word}` })).toEqual(['both']);
  expect(await bucket.keys({ text: `${word} ${unique('x')}` })).toEqual([]);
  expect(await bucket.keys({ text: word, status: 'NO_MATCH' })).toEqual([]);
  const first = { since: bucket.start, text: word, limit: 1 };
  const seen = await allPages(1, (page) => bucket.store.list({ ...first, ...page }));
  expect(keysOf(seen)).toEqual(['one', 'both']);
});

promise('searches current texts only, with any characters in the query', async (bucket) => {
  const word = unique('w').replaceAll('-', '');
  const outcome = sampleOutcome({ detection: sampleDetection(`SEE ${word}`) });
  await bucket.conclude(bucket.upload('overwritten'), 10, { outcome });
  await bucket.conclude(bucket.upload('overwritten', { sequencer: '02', version: 'v2' }), 20);
  await bucket.conclude(bucket.upload('deleted'), 10, { outcome });
  await bucket.store.markGone(bucket.upload('deleted', { sequencer: '02' }), bucket.start + 20);
  await bucket.conclude(bucket.upload('kept'), 10, { outcome });
  if (!bucket.store.canSearch) {
    await failureOf(bucket.keys({ text: word }), 'store-misconfigured');
    return;
  }
  expect(await bucket.keys({ text: word })).toEqual(['kept']);
  expect(await bucket.keys({ text: `(${word})` })).toEqual(['kept']);
  for (const text of ['"', "'", '(', 'NEAR(', 'a*', '-', 'a:b', 'AND', 'OR NOT', '%', '\u0000']) {
    expect(Array.isArray(await bucket.keys({ text: `${text} ${word}x` }))).toBe(true);
  }
});

promise('finds pieces of lines, inside words too, or fails if it cannot search', async (bucket) => {
  const showing = (text: string) => ({ detection: sampleDetection(text) });
  const word = `${unique('w').replaceAll('-', '')}é`;
  await bucket.put('both', 10, showing(`KEEP x${word}x\nOUT OF HERE`));
  await bucket.put('one', 20, showing(`Keep ${word.toUpperCase()}! out`));
  const found = (...fragments: string[]) => bucket.keys({ fragments });
  if (!bucket.store.canSearch) {
    await failureOf(found(word), 'store-misconfigured');
    return;
  }
  expect(await found(word.slice(1, -1))).toEqual(['one', 'both']);
  expect(await found(`${word.slice(1, -1)}e`)).toEqual(['one', 'both']);
  expect(await found(`eep x${word}`)).toEqual(['both']);
  expect(await found(word, 't of h')).toEqual(['both']);
  expect(await found(word, unique('x'))).toEqual([]);
  expect(await bucket.keys({ fragments: [word], text: 'here' })).toEqual(['both']);
  for (const fragment of ['a"b', '***', 'NEAR(', 'x AND y', "' OR 1", '%_%']) {
    expect(await found(word, fragment)).toEqual([]);
  }
  for (const short of ['', 'ab', 'ée', 'a\u0301b\u0301']) {
    await failureOf(found(word, short), 'store-misconfigured');
  }
  const first = { since: bucket.start, fragments: [word], limit: 1 };
  const seen = await allPages(1, (page) => bucket.store.list({ ...first, ...page }));
  expect(keysOf(seen)).toEqual(['one', 'both']);
});

promise('finds nothing of what a sensitive rule matched', async (bucket) => {
  if (!bucket.store.canSearch) return;
  const [secret, word] = [unique('s').replaceAll('-', ''), unique('w').replaceAll('-', '')];
  const matches = [sampleMatch({ words: [[0, 1]], text: secret })];
  await bucket.put('secret', 10, {
    detection: sampleDetection(`${word} ${secret}`),
    ruleMatches: [sampleRuleMatch({ sensitive: true, matches })],
  });
  expect(await bucket.keys({ text: word })).toEqual(['secret']);
  expect(await bucket.keys({ text: secret })).toEqual([]);
  expect(await bucket.keys({ fragments: [word] })).toEqual(['secret']);
  expect(await bucket.keys({ fragments: [secret.slice(-8)] })).toEqual([]);
});
