import { combineFailures, GlyphwatchError } from '@glyphwatch/domain';
import { sampleNotification } from '@glyphwatch/domain/contracts';
import { sayUnsent, Unsent } from './unsent.ts';

const SHORT = { debug: false };
const busy = new GlyphwatchError('notifier-unavailable', 'It is busy.', {
  cause: new Error('503'),
});
const gone = new GlyphwatchError('notifier-misconfigured', 'It is gone.');
const full = new GlyphwatchError('store-unavailable', 'The disk is full.');

/** Tries each notification on a channel that fails as told; `undefined`: it accepts. */
async function attempt(unsent: Unsent, name: string, failures: Record<string, Error | undefined>) {
  let failure: Error | undefined;
  const channel = unsent.noting(name, {
    notify: () => (failure ? Promise.reject(failure) : Promise.resolve()),
  });
  for (const [id, next] of Object.entries(failures)) {
    failure = next;
    await channel.notify(sampleNotification({ id })).catch(() => {});
  }
}

it('tells each failure of each channel once, with a count', async () => {
  const unsent = new Unsent();
  await attempt(unsent, 'desk', { a: busy, b: busy, c: gone });
  await attempt(unsent, 'hooks', { a: busy });
  expect(unsent.news(SHORT)).toEqual([
    'channel desk: 2 notifications are still to be sent; the next run tries again. It is busy.',
    'channel desk: 1 notification is still to be sent; the next run tries again. It is gone.',
    'channel hooks: 1 notification is still to be sent; the next run tries again. It is busy.',
  ]);
  expect(unsent.news(SHORT)).toEqual([]);
});

it('counts once what is tried twice, and forgets what was sent', async () => {
  const unsent = new Unsent();
  const answers = [busy, busy, undefined];
  const channel = unsent.noting('desk', {
    notify: async () => {
      const failure = answers.shift();
      if (failure) throw failure;
    },
  });
  const tryOnce = () => channel.notify(sampleNotification({ id: 'a' })).catch(() => {});
  await tryOnce();
  await tryOnce();
  expect(unsent.news(SHORT)).toEqual([expect.stringContaining('1 notification is still')]);
  await tryOnce();
  expect(unsent.news(SHORT)).toEqual([]);
});

it('shows causes with --debug', async () => {
  const unsent = new Unsent();
  await attempt(unsent, 'desk', { a: busy });
  expect(unsent.news({ debug: true })[0]).toMatch(/It is busy\.\n {2}because of Error: 503$/);
});

it('leaves only failures of others to be said image by image', async () => {
  const unsent = new Unsent();
  await attempt(unsent, 'desk', { a: busy });
  const said: string[] = [];
  const statusLine = { say: (text: string) => void said.push(text) };
  sayUnsent({ statusLine, unsent }, 'gate.png', combineFailures([busy, full]), SHORT);
  expect(said).toEqual(['gate.png: saved; notification not sent yet. The disk is full.']);
});
