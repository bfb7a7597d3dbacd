import { printableJson } from '@glyphwatch/notification-text';
import type { Format } from '../../../terminal/format.ts';
import { showName } from '../../../terminal/show.ts';
import { filterInWords, type KnownFilter, type Subscription } from './subscriptions.ts';
import type { Hearing } from './test-message.ts';

const STATE_IN_WORDS: Readonly<Record<Subscription['state'], string>> = {
  confirmed: 'confirmed',
  pending: 'waits for its click',
  deleted: 'unsubscribed',
};

/** A subscription as JSON prints it: a contract, to be extended only. */
export interface Described {
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly state: Subscription['state'];
  /** `null` while it cannot be looked at. */
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
    return 'Nobody is subscribed. Add somebody: glyphwatch aws subscribers add guard@example.com\n';
  }
  const width = Math.max(...subscribers.map(({ endpoint }) => showName(endpoint).length)) + 2;
  return subscribers
    .map(({ topic, endpoint, state, filter }) => {
      const hearing = filter ? filterInWords(filter) : 'shows its filter once it is confirmed';
      const about = state === 'deleted' ? 'nothing' : hearing;
      return `${showName(endpoint).padEnd(width)}${STATE_IN_WORDS[state].padEnd(21)}${topic}: ${about}\n`;
    })
    .join('');
}

export type Hearer = Described & { readonly hears: Hearing };

export function printHearers(id: string, hearers: readonly Hearer[], format: Format): string {
  if (format === 'json') return `${printableJson({ id, subscribers: hearers })}\n`;
  if (format === 'jsonl') return hearers.map((one) => `${printableJson(one)}\n`).join('');
  const rows = hearers.map(
    (hearer) => `  ${showName(hearer.endpoint)}: ${hearingInWords(hearer)}\n`,
  );
  const nobody = hearers.some((one) => one.hears !== 'no')
    ? ''
    : 'Nobody gets it. See who is subscribed: glyphwatch aws subscribers list\n';
  return `Sent: a message that says it is a test (${id}).\n${rows.join('')}${nobody}`;
}

function hearingInWords({ state, filter, hears: hearing }: Hearer): string {
  if (state !== 'confirmed') return `does not get it: ${STATE_IN_WORDS[state]}`;
  if (hearing === 'yes') return 'gets it';
  const about = filter ? filterInWords(filter) : '';
  return hearing === 'no'
    ? `does not get it: hears only ${about}`
    : `cannot be told: its filter was written by hand (${about})`;
}

export function printPending(email: string, filter: KnownFilter, format: Format): string {
  return format === 'table'
    ? `AWS sends a mail to ${showName(email)}. It hears nothing before it clicks the link in it (for 3 days);\n` +
        `then it hears ${filterInWords(filter)}. No mail: look among spam.\n`
    : `${printableJson({ endpoint: email, state: 'pending', filter })}\n`;
}
