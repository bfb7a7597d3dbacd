import type { Notification, Severity, ToldMatch, ToldRule } from '@glyphwatch/domain';
import { piecesOf, type TextPiece } from './text-piece.ts';
import { percent, placeOf } from './place.ts';
import { printable, printableLines } from './printable.ts';

/*
 * What a notification says, in parts: each medium sets them in its own way, none words them anew.
 * Everything here is already printable; links are not yet defanged, HTML is not yet escaped.
 */
export interface Wording {
  /** `Watch rule keep-out matched in gate.jpg` */
  readonly headline: string;
  readonly rules: readonly RuleWording[];
  /** What was read, where no rule matched. */
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
  readonly place?: string;
  readonly context?: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

const MOST_OF_A_NAME = 100;
const MOST_OF_AN_ADDRESS = 1200;
const MOST_OF_A_SENTENCE = 300;
const MOST_OF_A_TEXT = 4000;
/** A person reads no further; `more` counts the rest. */
const MOST_MATCHES = 5;
const MOST_RULES = 20;

export function wordingOf(notification: Notification): Wording {
  const { rules, text, reason } = notification;
  return {
    headline: headlineOf(notification),
    rules: rules.slice(0, MOST_RULES).map(ruleWording),
    ...(text === undefined ? {} : { text: printableLines(text, { maxLength: MOST_OF_A_TEXT }) }),
    ...(reason === undefined ? {} : { reason: sentence(reason) }),
    facts: factsOf(notification),
  };
}

function headlineOf(notification: Notification): string {
  const image = imageNameOf(notification);
  const [first, ...others] = notification.rules;
  if (!first) {
    return notification.kind === 'failed'
      ? `${image} could not be read`
      : `${image} was read, no watch rule matched`;
  }
  const name = printable(first.ruleId, { maxLength: MOST_OF_A_NAME });
  if (others.length > 0) return `${others.length + 1} watch rules matched in ${image}`;
  return `Watch rule ${name} matched in ${image}`;
}

/** The last part of the key: what people call the image. */
export function imageNameOf({ address }: Pick<Notification, 'address'>): string {
  const name = address.key.slice(address.key.lastIndexOf('/') + 1);
  return printable(name || address.key, { maxLength: MOST_OF_A_NAME }) || '(unnamed)';
}

function ruleWording(rule: ToldRule): RuleWording {
  const name = printable(rule.ruleId, { maxLength: MOST_OF_A_NAME });
  const about = rule.description === undefined ? '' : sentence(rule.description);
  const told = rule.matches.slice(0, MOST_MATCHES);
  const untold = rule.count - told.length;
  return {
    title: about === '' ? name : `${name} – ${about}`,
    severity: rule.severity,
    matches: told.map((match) => matchWording(match, rule)),
    ...(untold > 0 ? { more: `and ${untold} more ${untold === 1 ? 'place' : 'places'}` } : {}),
  };
}

function matchWording(match: ToldMatch, rule: ToldRule): MatchWording {
  const place = placeOf(match);
  const context = sentence(match.context);
  const tellsMore = context !== '' && context !== sentence(match.text);
  return {
    pieces: rule.kind === 'absent' ? [] : piecesOf(match),
    how: howOf(match, rule),
    ...(rule.kind === 'absent' ? {} : { confidence: percent(match.confidence) }),
    ...(place === undefined ? {} : { place }),
    ...(tellsMore ? { context } : {}),
  };
}

function howOf({ value, via, joined, ambiguous }: ToldMatch, { kind }: ToldRule): string {
  const quoted = `“${sentence(value)}”`;
  if (kind === 'absent') return `${quoted} is missing`;
  const how = { exact: '', lookalike: 'a look-alike of ', fuzzy: 'nearly ' }[via];
  const joining = joined ? { glued: ', spaces aside', hyphen: ', over a hyphen' }[joined] : '';
  return `${how}${quoted}${joining}${ambiguous ? ', another value is as near' : ''}`;
}

function factsOf({ imageId, version, uploadedAt, status, id }: Notification): Fact[] {
  return [
    { name: 'Image', value: printable(imageId, { maxLength: MOST_OF_AN_ADDRESS }) },
    { name: 'Version', value: printable(version, { maxLength: MOST_OF_A_NAME }) },
    { name: 'Uploaded', value: timeOf(uploadedAt) },
    { name: 'Status', value: status },
    { name: 'Notification', value: printable(id, { maxLength: MOST_OF_A_NAME }) },
  ];
}

/** `2026-11-24 20:48:40 UTC`: the same for every reader. */
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime())) return 'unknown';
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function sentence(text: string): string {
  return printable(text, { maxLength: MOST_OF_A_SENTENCE });
}
