import { loadOnce } from './load-once.ts';

it('loads once for all callers, and tries again after a failure', async () => {
  let tries = 0;
  const load = loadOnce(async () => {
    tries += 1;
    if (tries === 1) throw new Error('too many open files');
    return tries;
  });
  await expect(Promise.allSettled([load(), load()])).resolves.toEqual([
    expect.objectContaining({ status: 'rejected' }),
    expect.objectContaining({ status: 'rejected' }),
  ]);
  await expect(load()).resolves.toBe(2);
  await expect(load()).resolves.toBe(2);
});
