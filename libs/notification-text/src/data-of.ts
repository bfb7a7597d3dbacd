import type {
  Digest,
  DigestGroup,
  Notification,
  NotificationMatch,
  NotificationRule,
} from '@glyphwatch/domain';

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
  const { id, kind: _k, rules, uploadedAt, reason, text, nextAt, ...rest } = notification;
  const { groupBy: _g, ...about } = rest;
  return {
    notificationId: id,
    ...about,
    uploadedAt: new Date(uploadedAt).toISOString(),
    ...nextIn(nextAt),
    ...(reason === undefined ? {} : { reason: cut(reason, limits) }),
    ...(text === undefined ? {} : { text: cut(text, limits) }),
    shortened: limits !== WHOLE,
    ruleCount: rules.length,
    rules: rules.slice(0, limits.rules).map((rule) => shapeOfRule(rule, limits)),
  };
}

function nextIn(nextAt: number | undefined) {
  return nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() };
}

function shapeOfRule(
  { description, tags, matches, template: _, ...rule }: NotificationRule,
  limits: Limits,
) {
  return {
    ...rule,
    ruleId: cut(rule.ruleId, limits),
    ...(description === undefined ? {} : { description: cut(description, limits) }),
    tags: limits === WHOLE ? tags : tags.slice(0, limits.matches).map((tag) => cut(tag, limits)),
    matches: matches.slice(0, limits.matches).map((match) => shapeOfMatch(match, limits)),
  };
}

function shapeOfMatch(match: NotificationMatch, limits: Limits) {
  const { keyedHash: _, ...about } = match;
  const { value, text, context } = about;
  return {
    ...about,
    value: cut(value, limits),
    text: cut(text, limits),
    context: cut(context, limits),
  };
}

interface DigestLimits extends Limits {
  readonly groups: number;
  /** Folders and texts of each group. */
  readonly counts: number;
  readonly examples: number;
}

const WHOLE_DIGEST: DigestLimits = {
  ...WHOLE,
  groups: Infinity,
  counts: Infinity,
  examples: Infinity,
};
const SHORTER_DIGESTS: readonly DigestLimits[] = [
  { groups: 50, counts: 5, examples: 3, rules: 10, matches: 1, characters: 200 },
  { groups: 50, counts: 1, examples: 0, rules: 0, matches: 0, characters: 100 },
  { groups: 10, counts: 0, examples: 0, rules: 0, matches: 0, characters: 100 },
];

/** A digest as programs receive it. */
export type DigestData = ReturnType<typeof shapeOfDigest>;

/** Like `dataOf`. */
export function* digestDataOf(digest: Digest): Generator<DigestData> {
  for (const limits of [WHOLE_DIGEST, ...SHORTER_DIGESTS]) yield shapeOfDigest(digest, limits);
}

function shapeOfDigest(
  { id, channel, count, severity, since, until, why, nextAt, run, ...listed }: Digest,
  limits: DigestLimits,
) {
  const { groups, others, examples } = listed;
  return {
    notificationId: id,
    channel,
    count,
    ...(severity ? { severity } : {}),
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    ...(why === undefined ? {} : { why: cut(why, limits) }),
    ...nextIn(nextAt),
    ...(run ? { run: { id: cut(run.id, limits), name: cut(run.name, limits) } } : {}),
    shortened: limits !== WHOLE_DIGEST,
    groupCount: groups.length + (others?.groups ?? 0),
    groups: groups.slice(0, limits.groups).map((group) => shapeOfGroup(group, limits)),
    examples: examples.slice(0, limits.examples).map((one) => shapeOf(one, exampleLimits(limits))),
  };
}

/** An example says itself whether it is whole. */
function exampleLimits(limits: DigestLimits): Limits {
  return limits === WHOLE_DIGEST ? WHOLE : limits;
}

function shapeOfGroup(
  { ruleId, kind, severity, count, folders, texts }: DigestGroup,
  limits: DigestLimits,
) {
  return {
    ...(ruleId === undefined ? {} : { ruleId: cut(ruleId, limits) }),
    kind,
    ...(severity ? { severity } : {}),
    count,
    folders: folders
      .slice(0, limits.counts)
      .map((folder) => ({ ...folder, name: cut(folder.name, limits) })),
    texts: texts.slice(0, limits.counts).map((text) => ({
      ...text,
      name: cut(text.name, limits),
      imageId: cut(text.imageId, limits),
    })),
  };
}

function cut(text: string, { characters }: Limits): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters).replace(/\p{Cs}$/u, '')}…`;
}
