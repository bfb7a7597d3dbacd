import type { Notifier } from '@glyphwatch/domain';
import { sampleNotification } from '@glyphwatch/domain/contracts';
import { attackingNotifications } from './attacks.ts';

/**
 * Sends to a real account if it is asked for, like `LIVE=slack SLACK_URL=https://…`; a person looks at what arrived. Without,
 * it is reported as skipped.
 */
export function describeLive(
  name: string,
  variables: readonly string[],
  open: (...values: string[]) => Notifier,
): void {
  const isAsked = (process.env['LIVE'] ?? '').split(',').includes(name);
  const send = isAsked ? it : it.skip;
  send(
    `reaches a real account with LIVE=${name} ${variables.join(' ')}`,
    async () => {
      const notifier = open(...variables.map((variable) => process.env[variable] ?? ''));
      await notifier.notify(sampleNotification());
      for (const notification of attackingNotifications()) await notifier.notify(notification);
    },
    300_000,
  );
}
