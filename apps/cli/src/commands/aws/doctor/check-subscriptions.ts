import type { SNSClient } from '@aws-sdk/client-sns';
import { count, showName } from '../../../terminal/show.ts';
import { listSubscriptions } from '../subscribers/subscriptions.ts';
import type { Examined } from './examined.ts';
import { type Check, type Finding, findingsOf } from './finding.ts';
import { shellWord } from '../../../terminal/shell-word.ts';

export function checkSubscribers(client: SNSClient, { deployment }: Examined): Check {
  const { name: stack, config, parts } = deployment;
  const where = `--stack ${stack} --region ${config.region}`;
  return checkTopic(client, parts.Topic, {
    name: 'subscribers',
    nobody: 'nobody is notified of matches',
    add: `glyphwatch aws subscribers add guard@example.com ${where}`,
    addAgain: (email) => `glyphwatch aws subscribers add ${email} ${where}`,
    resend: (email) => `glyphwatch aws subscribers resend ${email} ${where}`,
  });
}

export function checkOperators(client: SNSClient, { deployment }: Examined): Check {
  const { parts } = deployment;
  const subscribe = (email: string): string =>
    `aws sns subscribe --topic-arn ${parts.AlarmTopic} --protocol email --notification-endpoint ${email}`;
  return checkTopic(client, parts.AlarmTopic, {
    name: 'alarm receivers',
    nobody: 'nobody receives alarms',
    add: subscribe('operations@example.com'),
    addAgain: subscribe,
    resend: subscribe,
  });
}

interface Advice {
  readonly name: string;
  readonly nobody: string;
  readonly add: string;
  readonly addAgain: (email: string) => string;
  readonly resend: (email: string) => string;
}

function checkTopic(client: SNSClient, topic: string, advice: Advice): Check {
  const { name, nobody, add, addAgain, resend } = advice;
  const { ok, warning } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const all = await listSubscriptions(client, topic);
    const inState = (wanted: string) => all.filter(({ state }) => state === wanted);
    const confirmed = inState('confirmed');
    return [
      confirmed.length > 0
        ? ok(`${count(confirmed.length, 'subscription')} confirmed`)
        : warning(nobody, add),
      ...inState('pending').map(({ endpoint }) =>
        warning(
          `${showName(endpoint)} has not confirmed; receives nothing`,
          resend(shellWord(endpoint)),
        ),
      ),
      ...inState('deleted').map(({ endpoint }) =>
        warning(
          `${showName(endpoint)} unsubscribed; deploying does not subscribe it again`,
          addAgain(shellWord(endpoint)),
        ),
      ),
    ];
  };
  return { name, find };
}
