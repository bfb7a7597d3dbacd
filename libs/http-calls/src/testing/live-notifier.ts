import type { Notifier } from '@glyphwatch/domain';
import { notifierContract } from '@glyphwatch/domain/contracts';
import { attackingMessages } from './attacks.ts';

const SLOW = 600_000;

/**
 * The contract of notifiers on a real account, if it is asked for, like `LIVE=slack SLACK_URL=https://…`; whether and how
 * messages arrived, a person has to look. Without, it is reported as skipped.
 */
export function describeLive(
  name: string,
  variables: readonly string[],
  open: (...values: string[]) => Notifier,
): void {
  const isAsked = (process.env['LIVE'] ?? '').split(',').includes(name);
  const title = `a real account, with LIVE=${name} ${variables.join(' ')}`;
  if (!isAsked) return it.skip(title, () => undefined);
  const live = () => open(...variables.map((variable) => process.env[variable] ?? ''));
  const openSubject = async () => {
    const notifier = live();
    const accepted: string[] = [];
    const notify: Notifier['notify'] = async (notification) => {
      await notifier.notify(notification);
      accepted.push(notification.id);
    };
    return { notifier: { notify }, received: async () => accepted };
  };
  notifierContract.describe(title, openSubject, {
    without: ['goDown', 'refuse', 'misconfigure'],
    timeoutMs: SLOW,
  });
  it(
    `${title}: takes attacks`,
    async () => {
      const notifier = live();
      for (const message of attackingMessages()) await notifier.notify(message);
    },
    SLOW,
  );
}
