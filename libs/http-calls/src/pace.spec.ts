import { Pace } from './pace.ts';

function paced(perSecond: number) {
  let now = 1_000;
  const waits: number[] = [];
  const wait = (milliseconds: number) => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  return { pace: new Pace(perSecond, () => now, wait), waits, pass: (ms: number) => (now += ms) };
}

it('lets the first call through at once and spaces concurrent ones', async () => {
  const { pace, waits } = paced(5);
  await Promise.all([pace.next(), pace.next(), pace.next()]);
  expect(waits).toEqual([200, 400]);
});

it('does not delay a call that comes late enough', async () => {
  const { pace, waits, pass } = paced(5);
  await pace.next();
  pass(200);
  await pace.next();
  expect(waits).toEqual([]);
});

it('allows no burst after idling', async () => {
  const { pace, waits, pass } = paced(5);
  pass(60_000);
  await Promise.all([pace.next(), pace.next()]);
  expect(waits).toEqual([200]);
});

it('waits only for the rest of the interval', async () => {
  const { pace, waits, pass } = paced(5);
  await pace.next();
  pass(150);
  await pace.next();
  expect(waits).toEqual([50]);
});

it('refuses to wait longer than asked, and takes no turn then', async () => {
  const { pace, waits, pass } = paced(1);
  expect(await pace.next(500)).toBe(true);
  expect(await pace.next(500)).toBe(false);
  pass(600);
  expect(await pace.next(500)).toBe(true);
  expect(waits).toEqual([400]);
});
