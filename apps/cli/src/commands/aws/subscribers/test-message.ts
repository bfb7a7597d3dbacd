import {
  type Ids,
  imageIdOf,
  type Notification,
  type Severity,
  type Status,
  type NotificationRule,
} from '@glyphwatch/domain';
import type { FilteredAttribute } from '@glyphwatch/sns-notifier';
import { isListOfText, type KnownFilter, type Subscription } from './subscriptions.ts';

const RULE = 'this-is-only-a-test';
const DESCRIPTION =
  'This is only a test, sent by "glyphwatch aws subscribers test". Nothing was found.';

export interface TestContent {
  readonly severity: Severity;
  readonly rules: readonly string[];
  readonly outcome: Status;
}

/** A message that nobody can mistake for a real match. */
export function testNotification(
  bucket: string,
  { severity, rules, outcome }: TestContent,
  ids: Pick<Ids, 'owner'>,
  now: number,
): Notification {
  const address = { bucket, key: 'this-is-only-a-test.png' };
  const id = `test-${ids.owner()}`;
  return {
    id,
    channel: 'sns',
    kind: 'matched',
    imageId: imageIdOf(address),
    address,
    version: 'test',
    uploadedAt: now,
    status: outcome,
    severity,
    rules: [RULE, ...rules].map((rule) => notificationRule(rule, severity, id)),
  };
}

function notificationRule(
  ruleId: string,
  severity: Severity,
  notificationId: string,
): NotificationRule {
  return {
    notificationId,
    ruleId,
    ruleVersion: 'test',
    description: DESCRIPTION,
    kind: 'watch',
    severity,
    sensitive: false,
    tags: [],
    count: 0,
    matches: [],
  };
}

/** `unknown`: the filter was written by hand, and this command does not understand it. */
export type Receives = 'yes' | 'no' | 'unknown';

/** Predicted from the filter, because SNS does not report who received a message. */
export function receives(
  { state }: Pick<Subscription, 'state'>,
  filter: KnownFilter | undefined,
  { severity, rules, status }: Notification,
): Receives {
  if (state !== 'confirmed') return 'no';
  const carried: Readonly<Record<FilteredAttribute, readonly string[]>> = {
    severity: severity === undefined ? [] : [severity],
    ruleIds: rules.map(({ ruleId }) => ruleId),
    outcome: [status],
  };
  const verdicts = Object.entries(filter ?? {}).map(([attribute, wanted]): Receives => {
    const values = Object.entries(carried).find(([name]) => name === attribute)?.[1];
    if (!values || !isListOfText(wanted)) return 'unknown';
    return wanted.some((value) => values.includes(value)) ? 'yes' : 'no';
  });
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('unknown') ? 'unknown' : 'yes';
}
