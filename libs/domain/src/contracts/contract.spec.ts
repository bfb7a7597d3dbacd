import { Contract } from './contract.ts';

interface DoorSubject {
  readonly opens: boolean;
  lock?(): Promise<void>;
  close?(): Promise<void>;
}

const door = new Contract<DoorSubject>();
door.promise('opens', async ({ opens }) => {
  expect(opens).toBe(true);
});
door.promiseWith('lock', 'can be locked', async ({ lock }) => {
  await lock();
});

door.describe('a contract registers its promises as tests', async () => ({
  opens: true,
  lock: async () => {},
}));
door.describe('a contract leaves out what it is told', async () => ({ opens: true }), {
  without: ['lock'],
});

describe('a contract', () => {
  it('lists the broken promises', async () => {
    const lock = () => Promise.reject(new Error('stuck'));
    expect(await door.brokenBy(async () => ({ opens: true, lock }))).toEqual(['can be locked']);
    expect(await door.brokenBy(async () => ({ opens: false, lock: async () => {} }))).toEqual([
      'opens',
    ]);
  });

  it('counts a promise as broken when the subject lacks an ability', async () => {
    expect(await door.brokenBy(async () => ({ opens: true }))).toEqual(['can be locked']);
  });

  it('closes every subject, whether the promise is kept or broken', async () => {
    let open = 0;
    await door.brokenBy(async () => {
      open += 1;
      return { opens: false, close: async () => void (open -= 1) };
    });
    expect(open).toBe(0);
  });
});
