import type {
  Digest,
  DigestGroup,
  Notification,
  NotificationRule,
  PictureLink,
} from '@glyphwatch/domain';
import { copyableAddress } from './copyable-address.ts';
import { linkFacts, nextFacts } from './facts.ts';
import type { Links, TextOptions } from './message-parts.ts';
import { folderName, LONGEST_NAME, sentence, tailOf } from './names.ts';
import { fillIn, type TemplateValues } from './note.ts';
import type { Reason } from './phrases.ts';
import { printable } from './printable.ts';
import { headlineOf, ruleWording } from './rule-wording.ts';
import type { ExampleWording, Fact, GroupWording, Wording } from './wording.ts';
import { type Words, wordsOf } from './words.ts';

const LONGEST_TEXT = 60;
const LONGEST_KEY = 80;
/** Of an example: the rest is one click away. */
const MAX_MATCHES = 1;
const MAX_RULES = 3;

export function digestWording(
  digest: Digest,
  { locale, links = [], saysLinks = true }: TextOptions,
): Wording {
  const words = wordsOf(locale);
  const { groups, others, examples, severity } = digest;
  const hasManyGroups = groups.length > 1;
  const title = digestTitle(digest, words);
  const shown = examples.map((one, index) => {
    return exampleWording(one, words, saysLinks ? links[index] : undefined);
  });
  return {
    words,
    headline:
      hasManyGroups && severity ? `${title}, ${words.worst(words.severities[severity])}` : title,
    reason: reasonOf(digest, words),
    rules: [],
    groups: groups.map((group) => groupWording(group, digest, { words, links })),
    ...(others ? { others: words.otherGroups(others.groups, others.count) } : {}),
    examples: shown,
    facts: [...nextOf(digest, words), idFact(digest, words)],
  };
}

/** `4,981 images while quiet`, `banned-word: 312 images in line4/` or `Summary of replay: 12 images`. */
export function digestTitle(digest: Digest, words: Words): string {
  const { run, groups, others, count, why } = digest;
  const [group, ...more] = groups;
  if (run) {
    const name = printable(run.name, { maxLength: LONGEST_NAME });
    return `${words.summary(name)}: ${words.images(count)}`;
  }
  if (group && more.length === 0 && !others) return groupTitle(group, words);
  return why === 'quiet hours' ? `${words.images(count)} ${words.whileQuiet}` : words.images(count);
}

function groupTitle({ ruleId, kind, count, folders }: DigestGroup, words: Words): string {
  const [folder, ...more] = folders;
  const where =
    folder && more.length === 0 && folder.name !== ''
      ? ` ${words.inFolder(folderName(folder.name))}`
      : '';
  const what =
    ruleId === undefined
      ? words.imagesOf(kind === 'failed' ? 'failed' : 'scanned', count)
      : words.imagesOfRule(printable(ruleId, { maxLength: LONGEST_NAME }), count);
  return what + where;
}

function reasonOf({ since, until, why, run }: Digest, words: Words): string {
  const reason = why === undefined || why === run?.name ? undefined : words.why(reasonIn(why));
  const period = words.period(since, until);
  return reason === undefined || reason === '' ? period : `${period} (${reason})`;
}

const SILENCE = /^silence (\S+) \((.*)\)$/su;
const LIMIT = /^(\d+) messages an hour$/;

/** Deliveries keep in English why they wait. */
function reasonIn(why: string): Reason {
  if (why === 'quiet hours') return { kind: 'quiet' };
  if (why === 'told a short while ago') return { kind: 'recent' };
  const [, id = '', by = ''] = SILENCE.exec(why) ?? [];
  if (id !== '') return { kind: 'silence', id: sentence(id), by: sentence(by) };
  const [, messages] = LIMIT.exec(why) ?? [];
  if (messages !== undefined) return { kind: 'limit', messages: Number(messages) };
  return { kind: 'other', text: sentence(why) };
}

interface GroupParts {
  readonly words: Words;
  readonly links: Links;
}

function groupWording(group: DigestGroup, digest: Digest, parts: GroupParts): GroupWording {
  const { words } = parts;
  const { ruleId, kind, severity, count, template } = group;
  const label = severity ? words.severities[severity] : words.kinds[kind];
  const texts = textsOf(group, digest, words);
  return {
    label,
    ...(severity ? { severity } : {}),
    title:
      ruleId === undefined
        ? words.groups[kind === 'failed' ? 'failed' : 'scanned']
        : printable(ruleId, { maxLength: LONGEST_NAME }),
    count: words.number(count),
    folders: foldersOf(group, words),
    ...(texts === undefined ? {} : { texts }),
    note: fillIn(template?.note ?? '', groupValues(group, digest, parts)),
  };
}

/** What the fields of a template stand for, of many images. */
export function groupValues(
  { ruleId = '', severity, count, folders, texts }: DigestGroup,
  { until, examples }: Digest,
  { words, links }: GroupParts,
): TemplateValues {
  const isOfRule = (rule: NotificationRule): boolean => rule.ruleId === ruleId;
  const index = examples.findIndex(({ rules }) => rules.some(isOfRule));
  const rule = examples[index]?.rules.find(isOfRule);
  return {
    severity: severity ? words.severities[severity] : '',
    rule: ruleId,
    description: rule?.description ?? '',
    count: words.number(count),
    folder: folders[0]?.name ?? '',
    text: texts[0]?.name ?? '',
    time: words.time(until),
    link: links[index]?.url ?? '',
  };
}

/** `line4/ 4,971, line2/ 8` */
function foldersOf({ folders, count }: DigestGroup, words: Words): string {
  if (folders.length === 0) return '';
  const shown = folders.map((one) => `${folderName(one.name)} ${words.number(one.count)}`);
  const others = count - folders.reduce((sum, one) => sum + one.count, 0);
  return [...shown, ...(others > 0 ? [words.otherFolders(others)] : [])].join(', ');
}

/** `look first: “ACNE” 1 (line2/0034.jpg)`, or the only text. */
function textsOf({ texts }: DigestGroup, digest: Digest, words: Words): string | undefined {
  const [rarest, ...more] = texts;
  if (!rarest) return undefined;
  const quoted = words.quoted(printable(rarest.name, { maxLength: LONGEST_TEXT }));
  if (more.length === 0) return `${quoted} ${words.number(rarest.count)}`;
  const image = imageIn(digest, rarest.imageId);
  return words.lookFirst(`${quoted} ${words.number(rarest.count)} (${image})`);
}

/** Without the bucket, if all have the same. */
function imageIn({ facets: { buckets } }: Digest, imageId: string): string {
  const [bucket, ...more] = buckets;
  const isSame = more.length === 0 && imageId.startsWith(`${bucket}/`);
  const key = isSame ? imageId.slice(`${bucket}/`.length) : imageId;
  return tailOf(printable(key, { maxLength: 2000 }), LONGEST_KEY);
}

function exampleWording(
  example: Notification,
  words: Words,
  link: PictureLink | undefined,
): ExampleWording {
  const shown = example.rules.slice(0, MAX_RULES);
  const parts = { words, link, most: MAX_MATCHES };
  return {
    headline: headlineOf(example, words),
    rules: shown.map((rule) => ruleWording(rule, example, parts)),
    facts: [
      { name: words.facts.image, value: copyableAddress(example.address), kind: 'address' },
      ...linkFacts(link, words),
    ],
  };
}

function nextOf(digest: Digest, words: Words): Fact[] {
  const [group, ...more] = digest.groups;
  const [folder, ...moreFolders] = group?.folders ?? [];
  const ruleId = more.length === 0 ? group?.ruleId : undefined;
  return nextFacts(digest, words, {
    ruleId,
    folder: moreFolders.length === 0 ? folder?.name : undefined,
  });
}

function idFact({ id }: Digest, words: Words): Fact {
  return { name: words.facts.id, value: printable(id, { maxLength: LONGEST_NAME }) };
}
