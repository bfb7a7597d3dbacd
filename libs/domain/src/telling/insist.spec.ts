import { failureOf } from '../contracts/index.ts';
import { GlyphwatchError } from '../errors.ts';
import { insist } from './insist.ts';

it('asks a store again that is unavailable', async () => {
  const pauses: number[] = [];
  let asked = 0;
  const work = async (): Promise<string> => {
    asked += 1;
    if (asked < 4) throw new GlyphwatchError('store-unavailable', 'Down.');
    return 'done';
  };
  const pause = async (ms: number): Promise<void> => void pauses.push(ms);
  expect(await insist({ clock: () => 0, pause }, work)).toBe('done');
  expect(pauses).toEqual([200, 400, 800]);
});

it('asks nothing again that a person must mend', async () => {
  const pause = (): Promise<never> => Promise.reject(new Error('It pauses.'));
  const work = (): Promise<never> =>
    Promise.reject(new GlyphwatchError('store-misconfigured', 'No permission.'));
  await failureOf(insist({ clock: () => 0, pause }, work), 'store-misconfigured');
});
