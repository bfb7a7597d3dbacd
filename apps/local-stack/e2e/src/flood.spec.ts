import { draw } from '@glyphwatch/sent-image/testing';
import { brokenPromises, flood, GROUPED } from './flood.ts';
import { Yard } from './yard.ts';

/** What the critical rule finds, which is sensitive. */
const ACCESS_KEY = /AKIA[A-Z0-9]{16}/;
const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
/** A channel that failed is left alone for so long at most. */
const LONGEST_REST_MS = 5 * MINUTE_MS;

jest.setTimeout(120_000);

let yard: Yard;
beforeEach(async () => {
  yard = await Yard.open(GROUPED);
});
afterEach(() => yard.close());

it('300 matches in two hours reach people in a few mails, the critical one at once, and machines one by one', async () => {
  const told = await flood(yard, 300, 2);
  expect(brokenPromises(yard, told)).toEqual([]);
  expect(yard.mails('manager@example.com')).toEqual(yard.mails());
  expect(yard.mails('pumps@example.com')).toEqual([]);
  expect(JSON.stringify(yard.stack.mailboxes.mails)).not.toMatch(ACCESS_KEY);
  const unused = yard.stack.accessControl
    .unused()
    .map(({ action, resource }) => `${action} on ${resource.split(':').at(-1)}`);
  // What a topic that is told each match does not need.
  expect(unused).not.toContain('dynamodb:PutItem on table/ImageTextDeliveries');
  expect(unused).not.toContain('dynamodb:Query on table/ImageTextDeliveries/index/ByDue');
});

describe('while nobody takes messages for people', () => {
  const KEYS = Array.from({ length: 20 }, (_, index) => `line-4/${index}.png`);

  /** Uploads them, and lets two sweeps fail; resolves to the mails that were sent before. */
  async function outage(): Promise<number> {
    const before = yard.mails().length;
    const { png } = await draw(['DO NOT ENTER']);
    yard.stack.break(({ service }) => service === 'sns');
    for (const key of KEYS) await yard.put(key, png);
    await yard.settled();
    for (const _ of [1, 2]) {
      await yard.pass(WINDOW_MS);
      await yard.sweep();
    }
    expect(yard.mails()).toHaveLength(before);
    yard.stack.mend();
    // Functions remember by their own clocks how long a channel rests; after some time Lambda starts others.
    for (const name of ['TextDetection', 'Sweep']) await yard.stack.function(name).crash();
    await yard.pass(LONGEST_REST_MS);
    await yard.sweep();
    return before;
  }

  async function nothingIsLost(): Promise<void> {
    for (const key of KEYS) {
      const row = await yard.hasStatus(key, 'MATCHED');
      expect([key, row['Attempts']?.N]).toEqual([key, '1']);
      expect(await yard.matches(key)).toHaveLength(1);
    }
    const states = (await yard.deliveries()).map(({ channel, state }) => `${channel} ${state}`);
    expect(new Set(states)).toEqual(new Set(['topic told', 'bus told']));
    expect(await yard.deadLetters('UploadDeadLetters')).toEqual([]);
    expect(yard.stack.failures).toEqual([]);
  }

  it('images are acknowledged, and one digest tells them afterwards', async () => {
    const { png } = await draw(['DO NOT ENTER']);
    await yard.put('first.png', png);
    await yard.settled();
    expect(yard.mailsAbout('first.png')).toHaveLength(1);
    const before = await outage();
    expect(yard.mails().slice(before)).toEqual(['[HIGH] danger-sign: 20 images in line-4/']);
    await nothingIsLost();
  });

  it('the first match is told as it was tried, and a digest tells the others', async () => {
    await outage();
    expect(yard.mails()).toHaveLength(1);
    await yard.pass(WINDOW_MS);
    await yard.sweep();
    expect(yard.mails()).toHaveLength(2);
    await nothingIsLost();
  });
});
