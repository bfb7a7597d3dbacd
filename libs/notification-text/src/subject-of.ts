import type { Notification } from '@glyphwatch/domain';
import { toAscii } from './ascii.ts';
import { defang } from './defang.ts';
import { printable } from './printable.ts';
import { imageNameOf } from './wording.ts';

/** SNS takes fewer than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const LONGEST_SUBJECT = 99;
/** Slack takes 150. */
export const LONGEST_TITLE = 140;
const LONGEST_NAME = 40;

/**
 * One line of ASCII with the most severe rule: `[HIGH] keep-out: gate.jpg`.
 * It never quotes the image: anyone holding up a sign could write the subjects of your mail.
 */
export function subjectOf(notification: Notification): string {
  const image = tail(toAscii(imageNameOf(notification)));
  const line = `[${labelOf(notification)}] ${whatOf(notification)}: ${image}`;
  return printable(line, { maxLength: LONGEST_SUBJECT }).replace('…', '');
}

/** Of a chat: the subject, in which no program finds a link. */
export function titleOf(notification: Notification): string {
  return printable(defang(subjectOf(notification)), { maxLength: LONGEST_TITLE });
}

function labelOf({ severity, kind }: Notification): string {
  return severity?.toUpperCase() ?? (kind === 'failed' ? 'FAILED' : 'READ');
}

function whatOf({ rules, kind }: Notification): string {
  const [first, ...others] = rules;
  if (!first) return kind === 'failed' ? 'could not be read' : 'no match';
  const name = printable(toAscii(printable(first.ruleId, { maxLength: LONGEST_NAME })), {
    maxLength: LONGEST_NAME,
  });
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

/** Long names differ at the end. */
function tail(name: string): string {
  return name.length <= LONGEST_NAME ? name : `..${name.slice(2 - LONGEST_NAME)}`;
}
