import { setImmediate } from 'node:timers/promises';
import type { Target } from './scan-run.ts';
import { walkAhead } from './walk-ahead.ts';

const missing = (name: number): Target => ({ missing: String(name), reason: 'gone' });

/** Says how far it was asked. */
async function* targets(count: number, found: number[] = []): AsyncGenerator<Target> {
  for (let number = 1; number <= count; number++) {
    found.push(number);
    yield missing(number);
  }
  yield { passedOver: 'logo.svg', kind: 'svg' };
}

it('tells the number of images before the first one is worked on', async () => {
  const total = Promise.withResolvers<number>();
  const ahead = walkAhead(targets(20), total.resolve)[Symbol.asyncIterator]();
  expect((await ahead.next()).value).toEqual(missing(1));
  expect(await total.promise).toBe(20);
});

it('gives every target once, in order', async () => {
  const seen: Target[] = [];
  for await (const target of walkAhead(targets(30), () => undefined, 5)) seen.push(target);
  expect(seen).toHaveLength(31);
  expect(seen.slice(0, 3)).toEqual([1, 2, 3].map(missing));
});

it('is never further ahead than it may be', async () => {
  const found: number[] = [];
  const ahead = walkAhead(targets(1000, found), () => undefined, 5)[Symbol.asyncIterator]();
  for (let taken = 1; taken <= 10; taken++) await ahead.next();
  await setImmediate();
  expect(found.length).toBeLessThanOrEqual(10 + 5 + 1);
});

it('fails as the walk fails', async () => {
  async function* broken(): AsyncGenerator<Target> {
    yield missing(1);
    throw new Error('the disk is gone');
  }
  const seen: Target[] = [];
  const walk = async (): Promise<void> => {
    for await (const target of walkAhead(broken(), () => undefined)) seen.push(target);
  };
  await expect(walk()).rejects.toThrow('the disk is gone');
  expect(seen.length).toBeLessThanOrEqual(1);
});
