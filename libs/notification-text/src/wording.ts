import {
  type Notification,
  type PictureLink,
  type Severity,
  type NotificationMatch,
  type NotificationRule,
  showConfidence,
} from '@glyphwatch/domain';
import { piecesOf, type TextPiece } from './text-piece.ts';
import { copyableAddress } from './copyable-address.ts';
import { describeLocation } from './location.ts';
import { printable, printableLines } from './printable.ts';

/*
 * What a notification says, in parts that each medium lays out its own way without rewording them.
 * Everything is printable already; text is not yet defanged, HTML not yet escaped.
 */
export interface Wording {
  /** `Watch rule keep-out matched in gate.jpg` */
  readonly headline: string;
  readonly rules: readonly RuleWording[];
  /** The whole text, if no rule matched. */
  readonly text?: string;
  /** Why the image could not be read. */
  readonly reason?: string;
  readonly facts: readonly Fact[];
}

export interface RuleWording {
  /** `keep-out – Somebody put up a sign` */
  readonly title: string;
  readonly severity: Severity;
  readonly matches: readonly MatchWording[];
  /** `and 12 more places` */
  readonly more?: string;
}

export interface MatchWording {
  readonly pieces: readonly TextPiece[];
  /** `a look-alike of “KEEP OUT”` */
  readonly how: string;
  readonly confidence?: string;
  readonly location?: string;
  readonly context?: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Safe as it is, so not to be defanged: a `link` to click, or an `address` to paste. */
  readonly kind?: 'link' | 'address';
}

const LONGEST_NAME = 100;
const LONGEST_SENTENCE = 300;
const LONGEST_TEXT = 4000;
/** People read no further; `more` counts the rest. */
const MAX_MATCHES = 5;
const MAX_RULES = 20;

/** `link` is where a reader opens the picture. */
export function wordingOf(notification: Notification, link?: PictureLink): Wording {
  const { rules, text, reason } = notification;
  return {
    headline: headlineOf(notification),
    rules: rules.slice(0, MAX_RULES).map((rule) => ruleWording(rule, notification)),
    ...(text === undefined ? {} : { text: printableLines(text, { maxLength: LONGEST_TEXT }) }),
    ...(reason === undefined ? {} : { reason: sentence(reason) }),
    facts: factsOf(notification, link),
  };
}

function headlineOf(notification: Notification): string {
  const image = imageNameOf(notification);
  const [first, ...others] = notification.rules;
  if (!first) {
    return notification.kind === 'failed'
      ? `${image} could not be read`
      : `No watch rule matched in ${image}`;
  }
  const name = printable(first.ruleId, { maxLength: LONGEST_NAME });
  if (others.length > 0) return `${others.length + 1} watch rules matched in ${image}`;
  return `Watch rule ${name} matched in ${image}`;
}

/** The last part of the key. */
export function imageNameOf({ address }: Pick<Notification, 'address'>): string {
  const name = address.key.slice(address.key.lastIndexOf('/') + 1);
  return printable(name || address.key, { maxLength: LONGEST_NAME }) || '(unnamed)';
}

function ruleWording(rule: NotificationRule, about: Notification): RuleWording {
  const name = printable(rule.ruleId, { maxLength: LONGEST_NAME });
  const description = rule.description === undefined ? '' : sentence(rule.description);
  const shown = rule.matches.slice(0, MAX_MATCHES);
  const others = rule.count - shown.length;
  return {
    title: description === '' ? name : `${name} – ${description}`,
    severity: rule.severity,
    matches: shown.map((match) => matchWording(match, rule, about)),
    ...(others > 0 ? { more: `and ${others} more ${others === 1 ? 'place' : 'places'}` } : {}),
  };
}

function matchWording(
  match: NotificationMatch,
  rule: NotificationRule,
  { pageCount }: Notification,
): MatchWording {
  const location = describeLocation(match, pageCount);
  const context = sentence(match.context);
  const addsContext = context !== '' && context !== sentence(match.text);
  return {
    pieces: rule.kind === 'absent' ? [] : piecesOf(match),
    how: howOf(match, rule),
    ...(rule.kind === 'absent' ? {} : { confidence: showConfidence(match.confidence) }),
    ...(location === undefined ? {} : { location }),
    ...(addsContext ? { context } : {}),
  };
}

const JOINED = { glued: ', ignoring spaces', hyphen: ', across a hyphen', cut: ', cut in two' };

function howOf(
  { value, via, joined, ambiguous }: NotificationMatch,
  { kind }: NotificationRule,
): string {
  const quoted = `“${sentence(value)}”`;
  if (kind === 'absent') return `${quoted} is missing`;
  const how = {
    exact: '',
    lookalike: 'a look-alike of ',
    fuzzy: 'nearly ',
    obfuscated: 'a disguised ',
  }[via];
  const joining = joined ? JOINED[joined] : '';
  return `${how}${quoted}${joining}${ambiguous ? ', another value is just as close' : ''}`;
}

function factsOf(notification: Notification, link: PictureLink | undefined): Fact[] {
  const { address, version, uploadedAt, status, id } = notification;
  return [
    { name: 'Image', value: copyableAddress(address), kind: 'address' },
    ...(link ? linkFacts(link) : []),
    { name: 'Version', value: printable(version, { maxLength: LONGEST_NAME }) },
    { name: 'Uploaded', value: timeOf(uploadedAt) },
    { name: 'Status', value: status },
    ...pageFacts(notification),
    { name: 'Notification', value: printable(id, { maxLength: LONGEST_NAME }) },
  ];
}

/** `100 of 512 were read` */
function pageFacts({ pageCount, pagesRead }: Notification): Fact[] {
  if (pageCount === undefined) return [];
  const value = pagesRead === undefined ? `${pageCount}` : `${pagesRead} of ${pageCount} were read`;
  return [{ name: 'Pages', value }];
}

function linkFacts({ url, validUntil }: PictureLink): Fact[] {
  return [
    { name: 'Open the picture', value: url, kind: 'link' },
    ...(validUntil === undefined ? [] : [{ name: 'Link valid until', value: timeOf(validUntil) }]),
  ];
}

/** `2026-11-24 20:48:40 UTC` */
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime())) return 'unknown';
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function sentence(text: string): string {
  return printable(text, { maxLength: LONGEST_SENTENCE });
}
