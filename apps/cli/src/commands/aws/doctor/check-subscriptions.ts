import { shellWord } from '../../../terminal/shell-word.ts';
import { count, showName } from '../../../terminal/show.ts';
import { listSubscriptions } from '../subscribers/subscriptions.ts';
import type { Examined } from './examined.ts';
import type { Say } from './finding.ts';

export async function checkSubscribers(examined: Examined, say: Say, topic: string) {
  const { where } = examined;
  return checkTopic(examined, say, topic, {
    nobody: 'nobody is notified of matches',
    example: 'guard@example.com',
    add: (email) => `glyphwatch aws subscribers add ${email} ${where}`,
    resend: (email) => `glyphwatch aws subscribers resend ${email} ${where}`,
  });
}

export async function checkOperators(examined: Examined, say: Say, topic: string) {
  const subscribe = (email: string): string =>
    `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ${email}`;
  return checkTopic(examined, say, topic, {
    nobody: 'nobody hears the alarms',
    example: 'operations@example.com',
    add: subscribe,
    resend: subscribe,
  });
}

interface Advice {
  readonly nobody: string;
  readonly example: string;
  readonly add: (email: string) => string;
  readonly resend: (email: string) => string;
}

async function checkTopic(
  { clients }: Examined,
  { ok, warning }: Say,
  topic: string,
  { nobody, example, add, resend }: Advice,
) {
  const all = await listSubscriptions(clients.sns, topic);
  const inState = (wanted: string) =>
    all.filter(({ state }) => state === wanted).map(({ endpoint }) => endpoint);
  const confirmed = inState('confirmed').length;
  return [
    confirmed > 0
      ? ok(`${count(confirmed, 'subscription')} confirmed`)
      : warning(nobody, add(example)),
    ...inState('pending').map((email) =>
      warning(`${showName(email)} has not confirmed; receives nothing`, resend(shellWord(email))),
    ),
    ...inState('deleted').map((email) =>
      warning(
        `${showName(email)} unsubscribed; deploying does not subscribe it again`,
        add(shellWord(email)),
      ),
    ),
  ];
}
