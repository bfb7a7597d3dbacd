import type { Notification, NotificationMatch, NotificationRule } from '@glyphwatch/domain';

interface Limits {
  readonly rules: number;
  /** For each rule. */
  readonly matches: number;
  /** For each text. */
  readonly characters: number;
}

const WHOLE: Limits = { rules: Infinity, matches: Infinity, characters: Infinity };
/** The least useful goes first. Counts stay true, and the image's address stays whole. */
const SHORTER: readonly Limits[] = [
  { rules: 200, matches: 10, characters: 2000 },
  { rules: 200, matches: 3, characters: 500 },
  { rules: 200, matches: 1, characters: 200 },
  { rules: 50, matches: 0, characters: 100 },
  { rules: 10, matches: 0, characters: 100 },
];

/** A notification as programs receive it. */
export type NotificationData = ReturnType<typeof shapeOf>;

/** First whole, then shorter and shorter: a channel with a size limit uses the first that fits. */
export function* dataOf(notification: Notification): Generator<NotificationData> {
  for (const limits of [WHOLE, ...SHORTER]) yield shapeOf(notification, limits);
}

function shapeOf(notification: Notification, limits: Limits) {
  const { id, kind: _, rules, uploadedAt, reason, text, ...about } = notification;
  return {
    notificationId: id,
    ...about,
    uploadedAt: new Date(uploadedAt).toISOString(),
    ...(reason === undefined ? {} : { reason: cut(reason, limits) }),
    ...(text === undefined ? {} : { text: cut(text, limits) }),
    shortened: limits !== WHOLE,
    ruleCount: rules.length,
    rules: rules.slice(0, limits.rules).map((rule) => shapeOfRule(rule, limits)),
  };
}

function shapeOfRule({ description, tags, matches, ...rule }: NotificationRule, limits: Limits) {
  return {
    ...rule,
    ruleId: cut(rule.ruleId, limits),
    ...(description === undefined ? {} : { description: cut(description, limits) }),
    tags: limits === WHOLE ? tags : tags.slice(0, limits.matches).map((tag) => cut(tag, limits)),
    matches: matches.slice(0, limits.matches).map((match) => shapeOfMatch(match, limits)),
  };
}

function shapeOfMatch(match: NotificationMatch, limits: Limits) {
  const { value, text, context } = match;
  return {
    ...match,
    value: cut(value, limits),
    text: cut(text, limits),
    context: cut(context, limits),
  };
}

function cut(text: string, { characters }: Limits): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters).replace(/\p{Cs}$/u, '')}…`;
}
