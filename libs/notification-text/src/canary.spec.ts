import {
  deliveryOf,
  type Delivery,
  type Digest,
  digestOf,
  LANGUAGES,
  maskText,
  type Notification,
} from '@glyphwatch/domain';
import { bodyOf } from './body-of.ts';
import { dataOf, digestDataOf } from './data-of.ts';
import { fittedBody } from './fitted-body.ts';
import { sampleMatch, sampleNotification, sampleRule } from './sample.ts';
import { subjectOf } from './subject-of.ts';

const CANARY = 'CANARY-7F3A';

/** As `notificationRule` makes it: text, value and context of a sensitive rule are masked. */
function secret(id: string): Notification {
  const [value, text] = [maskText(CANARY), maskText(CANARY)];
  const context = maskText(`pay ${CANARY}`);
  const { foldedPositions: _, ...match } = sampleMatch();
  const matches = [{ ...match, value, text, context, keyedHash: `hash-${id}` }];
  const template = { subject: '{text} {rule}', note: '{text} {count}' };
  return sampleNotification({ id, rules: [sampleRule({ sensitive: true, matches, template })] });
}

it('shows what a sensitive rule found in no text, of one image or of many', () => {
  const notifications = ['a', 'b', 'c'].map(secret);
  const rows = notifications.map((one): Delivery => {
    const { notification: _n, waitMs: _w, ...row } = deliveryOf(one, { waitMs: 0 });
    return { ...row, state: 'waiting', addedAt: 0, due: 0, attempts: 0 };
  });
  const digest: Digest = { ...digestOf('mail', { id: 'd' }, rows), examples: notifications };
  expect(digest.groups[0]?.texts).toEqual([]);
  const texts = [...notifications, digest].flatMap((message) =>
    LANGUAGES.flatMap((language) => {
      const options = { locale: { language, zone: 'UTC' } };
      return [
        subjectOf(message, options),
        bodyOf(message, options),
        fittedBody(message, { limit: 600, ...options }),
      ];
    }),
  );
  const data = [...digestDataOf(digest), ...dataOf(notifications[0] ?? secret('a'))];
  for (const text of [...texts, JSON.stringify(data)]) expect(text).not.toContain('7F3A');
});
