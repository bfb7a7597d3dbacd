import { printableJson } from '@glyphwatch/notification-text';
import type { Format } from '../../../terminal/format.ts';
import { showName } from '../../../terminal/show.ts';
import { filterInWords, type KnownFilter, type Subscription } from './subscriptions.ts';
import type { Receives } from './receives.ts';

const STATE_IN_WORDS: Readonly<Record<Subscription['state'], string>> = {
  confirmed: 'confirmed',
  pending: 'not confirmed',
  deleted: 'unsubscribed',
};

/** A subscription as JSON prints it. A contract: fields are only ever added. */
export interface Described {
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly state: Subscription['state'];
  /** `null` if unknown: SNS shows it for confirmed subscriptions only. */
  readonly filter: KnownFilter | null;
}

export function describe(
  topic: string,
  one: Subscription,
  filter: KnownFilter | undefined,
): Described {
  const { protocol, endpoint, state } = one;
  return { topic, protocol, endpoint, state, filter: filter ?? null };
}

export function printSubscribers(subscribers: readonly Described[], format: Format): string {
  if (format === 'json') return `${printableJson({ subscribers })}\n`;
  if (format === 'jsonl') return subscribers.map((one) => `${printableJson(one)}\n`).join('');
  if (subscribers.length === 0) {
    return 'No subscribers. Add one with: glyphwatch aws subscribers add guard@example.com\n';
  }
  const width = Math.max(...subscribers.map(({ endpoint }) => showName(endpoint).length)) + 2;
  return subscribers
    .map(({ topic, endpoint, state, filter }) => {
      const received = filter ? filterInWords(filter) : 'filter unknown until confirmed';
      const about = state === 'deleted' ? 'nothing' : received;
      return `${showName(endpoint).padEnd(width)}${STATE_IN_WORDS[state].padEnd(21)}${topic}: ${about}\n`;
    })
    .join('');
}

export type Recipient = Described & { readonly receives: Receives };

export function printTestResult(
  id: string,
  recipients: readonly Recipient[],
  format: Format,
): string {
  if (format === 'json') return `${printableJson({ id, subscribers: recipients })}\n`;
  if (format === 'jsonl') return recipients.map((one) => `${printableJson(one)}\n`).join('');
  const rows = recipients.map((one) => `  ${showName(one.endpoint)}: ${receivesInWords(one)}\n`);
  const nobody = recipients.some((one) => one.receives !== 'no')
    ? ''
    : 'Nobody receives it. List the subscribers with: glyphwatch aws subscribers list\n';
  return `Sent a message marked as a test (${id}).\n${rows.join('')}${nobody}`;
}

function receivesInWords({ state, filter, receives }: Recipient): string {
  if (state !== 'confirmed') return `does not receive it: ${STATE_IN_WORDS[state]}`;
  if (receives === 'yes') return 'receives it';
  const about = filter ? filterInWords(filter) : '';
  return receives === 'no'
    ? `does not receive it: its filter is ${about}`
    : `unknown: its filter was written by hand (${about})`;
}

export function printPending(email: string, filter: KnownFilter, format: Format): string {
  return format === 'table'
    ? `AWS is sending a confirmation mail to ${showName(email)}; its link is valid for 3 days.\n` +
        `Once confirmed, the address receives: ${filterInWords(filter)}. If no mail arrives, check the spam folder.\n`
    : `${printableJson({ endpoint: email, state: 'pending', filter })}\n`;
}
