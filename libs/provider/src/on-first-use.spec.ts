import { onFirstUse } from './index.ts';

class Counter implements AsyncDisposable {
  readonly identity = 'counter';
  #count = 0;
  isDisposed = false;

  async next(): Promise<number> {
    this.#count += 1;
    return this.#count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isDisposed = true;
  }
}

function lazyCounter() {
  const opened: Counter[] = [];
  const lazy = onFirstUse(
    async () => {
      const counter = new Counter();
      opened.push(counter);
      return counter;
    },
    { identity: 'counter' },
  );
  return { lazy, opened };
}

describe('a port that is opened on first use', () => {
  it('opens once for all its callers, who keep its state', async () => {
    const { lazy, opened } = lazyCounter();
    expect(opened).toHaveLength(0);
    await expect(Promise.all([lazy.next(), lazy.next()])).resolves.toEqual([1, 2]);
    await expect(lazy.next()).resolves.toBe(3);
    expect(opened).toHaveLength(1);
  });

  it('tries to open again after a failure', async () => {
    let tries = 0;
    const lazy = onFirstUse(async () => {
      tries += 1;
      if (tries === 1) throw new Error('no network');
      return new Counter();
    });
    await expect(Promise.allSettled([lazy.next(), lazy.next()])).resolves.toEqual([
      { status: 'rejected', reason: new Error('no network') },
      { status: 'rejected', reason: new Error('no network') },
    ]);
    await expect(lazy.next()).resolves.toBe(1);
    expect(tries).toBe(2);
  });

  it('has known properties without being opened', async () => {
    const { lazy, opened } = lazyCounter();
    expect(lazy.identity).toBe('counter');
    expect(await lazy).toBe(lazy);
    expect(opened).toHaveLength(0);
  });

  it('is disposed of only if it was opened', async () => {
    const { lazy, opened } = lazyCounter();
    await lazy[Symbol.asyncDispose]();
    expect(opened).toHaveLength(0);
    await lazy.next();
    await lazy[Symbol.asyncDispose]();
    expect(opened).toEqual([expect.objectContaining({ isDisposed: true })]);
  });

  it('can be disposed of even if the port itself cannot', async () => {
    const lazy = onFirstUse(async () => ({ next: async () => 1 }));
    await lazy.next();
    await expect(lazy[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});
