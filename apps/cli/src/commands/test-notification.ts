import {
  type Ids,
  type ImageAddress,
  imageIdOf,
  type Notification,
  type NotificationRule,
  type Severity,
  type Status,
} from '@glyphwatch/domain';

const RULE = 'this-is-only-a-test';

export interface TestContent {
  readonly channel: string;
  /** What the image would be stored in. */
  readonly bucket: string;
  /** The command that sends it. */
  readonly sentBy: string;
  readonly severity: Severity;
  /** Rules that it names besides its own. */
  readonly rules: readonly string[];
  readonly outcome: Status;
}

/** A message that nobody can mistake for a real match. */
export function testNotification(
  { channel, bucket, sentBy, severity, rules, outcome }: TestContent,
  ids: Pick<Ids, 'owner'>,
  now: number,
): Notification {
  const address: ImageAddress = { bucket, key: `${RULE}.png` };
  const id = `test-${ids.owner()}`;
  const description = `Test from Glyphwatch, sent by "${sentBy}". This is only a test: nothing was found.`;
  return {
    id,
    channel,
    kind: 'matched',
    imageId: imageIdOf(address),
    address,
    version: 'test',
    uploadedAt: now,
    status: outcome,
    severity,
    rules: [RULE, ...rules].map((ruleId) => testRule({ ruleId, severity, description }, id)),
  };
}

function testRule(
  about: Pick<NotificationRule, 'ruleId' | 'severity' | 'description'>,
  notificationId: string,
): NotificationRule {
  return {
    ...about,
    notificationId,
    ruleVersion: 'test',
    kind: 'watch',
    sensitive: false,
    tags: [],
    count: 0,
    matches: [],
  };
}
