import { GlyphwatchError } from '@glyphwatch/domain';
import { sampleDelivery } from '@glyphwatch/domain/contracts';
import { InMemoryDeliveries } from '@glyphwatch/domain/in-memory';
import { UntoldNews } from './untold-news.ts';

const DEBUG = { debug: false };
const DOWN = new GlyphwatchError('notifier-unavailable', 'Nobody answers.');

async function waiting(...about: readonly (readonly [channel: string, why?: string])[]) {
  const deliveries = new InMemoryDeliveries();
  await deliveries.add(
    about.map(([channel, why]) =>
      sampleDelivery({ channel }, why === undefined ? {} : { why, waitMs: 1000 }),
    ),
  );
  return deliveries;
}

it('says for each channel that failed how much is still to be sent, once', async () => {
  const news = new UntoldNews();
  const deliveries = await waiting(['mail'], ['mail'], ['team']);
  news.note([{ channel: 'mail', error: DOWN }]);
  expect(await news.news(deliveries, DEBUG)).toEqual([
    'channel mail: 2 notifications are still to be sent; the next run tries again. Nobody answers.',
    'channel team: 1 notification waits: until the next run',
  ]);
  expect(await news.news(deliveries, DEBUG)).toEqual([]);
  expect(news.failed).toBe(1);
});

it('says what waits for what', async () => {
  const deliveries = await waiting(
    ['duty', 'quiet hours'],
    ['duty', 'quiet hours'],
    ['duty', 's-7'],
  );
  expect(await new UntoldNews().news(deliveries, DEBUG)).toEqual([
    'channel duty: 2 notifications wait: quiet hours',
    'channel duty: 1 notification waits: s-7',
  ]);
});

it('forgets the failure of a channel that was told since', async () => {
  const news = new UntoldNews();
  const deliveries = await waiting(['mail']);
  news.note([{ channel: 'mail', error: DOWN }]);
  await deliveries.withdraw({ channel: 'mail' }, 'ann', 'a drill');
  expect(await news.news(deliveries, DEBUG)).toEqual([]);
  expect(news.failed).toBe(0);
});

it('says what a channel refused, and how to send it again', async () => {
  const news = new UntoldNews();
  const deliveries = await waiting(['mail']);
  const { items } = await deliveries.list({ limit: 1 });
  const ids = items.map(({ id }) => id);
  await deliveries.end('mail', ids, { state: 'refused', error: 'No.' });
  news.note([{ channel: 'mail', error: new GlyphwatchError('notification-refused', 'No.') }]);
  expect(await news.news(deliveries, DEBUG)).toEqual([
    'channel mail: 1 notification is given up; to send again: glyphwatch deliveries retry --channel mail. No.',
  ]);
  expect(news.failed).toBe(1);
});

it('says that one of several recipients will not get a message', async () => {
  const news = new UntoldNews();
  const error = new GlyphwatchError('notifier-misconfigured', 'Recipient 2 of 2 is unknown.');
  news.note([{ channel: 'mail', error }]);
  expect(await news.news(new InMemoryDeliveries(), DEBUG)).toEqual([
    'channel mail: somebody will not get the message. Recipient 2 of 2 is unknown.',
  ]);
  expect(news.failed).toBe(1);
});
