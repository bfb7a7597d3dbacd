import {
  folderOf,
  MAX_REMINDERS,
  type Notification,
  type NotificationMatch,
  type NotificationRule,
  type PictureLink,
  showConfidence,
} from '@glyphwatch/domain';
import { describeLocation } from './location.ts';
import { imageNameOf, LONGEST_NAME, sentence } from './names.ts';
import { fillIn, type TemplateValues } from './note.ts';
import { printable } from './printable.ts';
import { piecesOf } from './text-piece.ts';
import type { MatchWording, RuleWording } from './wording.ts';
import type { Words } from './words.ts';

/** `Reminder 2 of 3: ` */
export function reminderOf({ reminder }: Notification, words: Words): string {
  if (reminder === undefined) return '';
  const isReminder = reminder <= MAX_REMINDERS;
  return `${isReminder ? words.reminder(reminder, MAX_REMINDERS) : words.escalated}: `;
}

export function headlineOf(notification: Notification, words: Words): string {
  return reminderOf(notification, words) + newsOf(notification, words);
}

function newsOf({ rules, kind, address }: Notification, words: Words): string {
  const image = imageNameOf({ address }, words);
  const [first, ...others] = rules;
  if (!first) return kind === 'failed' ? words.unreadable(image) : words.noRuleMatched(image);
  if (others.length > 0) return words.rulesMatched(others.length + 1, image);
  return words.ruleMatched(printable(first.ruleId, { maxLength: LONGEST_NAME }), image);
}

export interface RuleParts {
  readonly words: Words;
  readonly link: PictureLink | undefined;
  /** At most so many matches. */
  readonly most: number;
}

export function ruleWording(
  rule: NotificationRule,
  about: Notification,
  { words, link, most }: RuleParts,
): RuleWording {
  const name = printable(rule.ruleId, { maxLength: LONGEST_NAME });
  const description = rule.description === undefined ? '' : sentence(rule.description);
  const shown = rule.matches.slice(0, most);
  const others = rule.count - shown.length;
  const more = shown.length > 0 ? words.morePlaces(others) : words.places(others);
  return {
    title: description === '' ? name : `${name} – ${description}`,
    severity: rule.severity,
    label: words.severities[rule.severity],
    note: fillIn(rule.template?.note ?? '', valuesOf(rule, about, { words, link })),
    matches: shown.map((match) => matchWording(match, rule, about, words)),
    ...(others > 0 ? { more } : {}),
  };
}

/** What the fields of a template stand for, of a rule that matched. */
export function valuesOf(
  { ruleId, severity, description = '', count, matches }: NotificationRule,
  about: Notification,
  { words, link }: Pick<RuleParts, 'words' | 'link'>,
): TemplateValues {
  return {
    severity: words.severities[severity],
    rule: ruleId,
    description,
    count: words.number(count),
    folder: folderOf(about),
    text: matches[0]?.text ?? '',
    time: words.time(about.uploadedAt),
    link: link?.url ?? '',
  };
}

function matchWording(
  match: NotificationMatch,
  rule: NotificationRule,
  { pageCount }: Notification,
  words: Words,
): MatchWording {
  const location = describeLocation(match, pageCount, words);
  const context = sentence(match.context);
  const addsContext = context !== '' && context !== sentence(match.text);
  const isAbsent = rule.kind === 'absent';
  const percent = words.percent(parseInt(showConfidence(match.confidence), 10));
  return {
    pieces: isAbsent ? [] : piecesOf(match),
    how: howOf(match, isAbsent, words),
    ...(isAbsent ? {} : { confidence: words.confidence(percent) }),
    ...(location === undefined ? {} : { location }),
    ...(addsContext ? { context: words.within(context) } : {}),
  };
}

function howOf(
  { value, via, joined, ambiguous }: NotificationMatch,
  isAbsent: boolean,
  words: Words,
): string {
  if (isAbsent) return words.missing(sentence(value));
  const joining = joined ? words.joined[joined] : '';
  return words.how(via, sentence(value)) + joining + (ambiguous ? words.ambiguous : '');
}
