import { isDigest, type Digest, type Message, type Notification } from '@glyphwatch/domain';
import { toAscii } from './ascii.ts';
import { defang } from './defang.ts';
import { digestTitle, groupValues } from './digest-wording.ts';
import type { Links, TextOptions } from './message-parts.ts';
import { imageNameOf } from './names.ts';
import { fillIn, noteText } from './note.ts';
import { printable } from './printable.ts';
import { reminderOf, valuesOf } from './rule-wording.ts';
import { type Words, wordsOf } from './words.ts';

/** SNS takes fewer than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const LONGEST_SUBJECT = 99;
/** Slack takes 150. */
export const LONGEST_TITLE = 140;
const LONGEST_NAME = 40;

/**
 * One line of ASCII with the most severe rule: `[HIGH] keep-out: gate.jpg`, `[HIGH] 4,981 images while quiet`.
 * Unless a team's own words ask for the text, it never quotes the image: anyone holding up a sign could write the subjects
 * of your mail.
 */
export function subjectOf(message: Message, { locale, links = [] }: TextOptions = {}): string {
  const words = wordsOf(locale);
  const line = isDigest(message)
    ? digestSubject(message, words, links)
    : notificationSubject(message, words, links);
  return printable(toAscii(line), { maxLength: LONGEST_SUBJECT }).replace('…', '');
}

/** Of a chat: the subject, in which no program finds a link. */
export function titleOf(message: Message, options?: TextOptions): string {
  return printable(defang(subjectOf(message, options)), { maxLength: LONGEST_TITLE });
}

function digestSubject(digest: Digest, words: Words, links: Links): string {
  const { groups, others, severity } = digest;
  const [group, ...more] = groups;
  const template = more.length === 0 && !others ? group?.template?.subject : undefined;
  const values = group && groupValues(group, digest, { words, links });
  const own = template === undefined || !values ? '' : filled(template, values);
  const label = severity ? words.severities[severity] : words.kinds[group?.kind ?? 'scanned'];
  return own || `[${label}] ${digestTitle(digest, words)}`;
}

function notificationSubject(about: Notification, words: Words, [link]: Links): string {
  const [rule] = about.rules;
  const template = rule?.template?.subject;
  const own =
    rule && template !== undefined ? filled(template, valuesOf(rule, about, { words, link })) : '';
  const image = tail(toAscii(imageNameOf(about, words)));
  const reminder = reminderOf(about, words);
  if (own !== '') return reminder + own;
  return `[${labelOf(about, words)}] ${reminder}${whatOf(about, words)}: ${image}`;
}

function filled(template: string, values: Parameters<typeof fillIn>[1]): string {
  return noteText(fillIn(template, values)).trim();
}

function labelOf({ severity, kind }: Notification, words: Words): string {
  if (severity) return words.severities[severity];
  return words.kinds[kind === 'failed' ? 'failed' : 'scanned'];
}

function whatOf({ rules, kind }: Notification, words: Words): string {
  const [first, ...others] = rules;
  if (!first) return kind === 'failed' ? words.couldNotBeRead : words.noMatch;
  const name = printable(toAscii(printable(first.ruleId, { maxLength: LONGEST_NAME })), {
    maxLength: LONGEST_NAME,
  });
  return others.length === 0 ? name : words.andMore(name, others.length);
}

/** Long names differ at the end. */
function tail(name: string): string {
  return name.length <= LONGEST_NAME ? name : `..${name.slice(2 - LONGEST_NAME)}`;
}
