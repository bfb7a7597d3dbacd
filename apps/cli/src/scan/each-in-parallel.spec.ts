import { eachInParallel } from './each-in-parallel.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) yield number;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('works on all items, as many at once as the limit allows', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await eachInParallel(numbers(20), 3, async (number) => {
    running += 1;
    most = Math.max(most, running);
    await nextTurn();
    running -= 1;
    done.push(number);
  });
  expect(most).toBe(3);
  expect(done).toHaveLength(20);
});

it('takes no more items from the list than it can work on', async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<number> {
    for (;;) yield (taken += 1);
  }
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  const work = eachInParallel(endless(), 2, async (number) => {
    await gate;
    if (number > 1) throw new Error('enough');
  });
  await nextTurn();
  expect(taken).toBe(2);
  release();
  await expect(work).rejects.toThrow('enough');
});

it('starts nothing after a failure, waits for what is running and throws the first failure', async () => {
  const done: number[] = [];
  const work = eachInParallel(numbers(10), 2, async (number) => {
    if (number === 1) throw new Error('broken');
    await nextTurn();
    done.push(number);
  });
  await expect(work).rejects.toThrow('broken');
  expect(done).toEqual([0]);
});
