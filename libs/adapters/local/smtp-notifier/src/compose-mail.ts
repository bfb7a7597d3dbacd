import { createHash } from 'node:crypto';
import { isDigest, type Message } from '@glyphwatch/domain';
import {
  bodyOf,
  noPicture,
  type Picture,
  picturesOf,
  subjectOf,
  type TextOptions,
} from '@glyphwatch/notification-text';
import type { CutOut } from '@glyphwatch/provider';
import type { SendMailOptions } from 'nodemailer';
import { htmlOf } from './html-of.ts';

export interface MailParts extends TextOptions {
  readonly from: string;
  readonly cutOut?: CutOut | undefined;
}

/** A repeat has the same Message-ID, so that mail programs show it once. */
export async function composeMail(
  message: Message,
  { from, cutOut, ...options }: MailParts,
): Promise<SendMailOptions> {
  const drawn = await picturesOf(message, cutOut);
  const problems = new Set(drawn.flatMap(({ problem }) => problem ?? []));
  const notes = [...problems].map((problem) => `\n${noPicture(options.locale)}: ${problem}\n`);
  const isUrgent = message.severity === 'high' || message.severity === 'critical';
  const pictures = drawn.map(({ picture }, index) => {
    return picture && attachmentOf(picture, isDigest(message) ? `-${index + 1}` : '');
  });
  return {
    from,
    subject: subjectOf(message, options),
    text: bodyOf(message, options) + notes.join(''),
    html: htmlOf(message, { ...options, pictureIds: pictures.map((one) => one?.cid) }),
    messageId: messageIdOf(message, from),
    // Suppresses out-of-office replies, RFC 3834.
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(isUrgent ? { priority: 'high' } : {}),
    attachments: pictures.flatMap((one) => one ?? []),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function attachmentOf({ bytes, type, name }: Picture, number: string) {
  return {
    filename: name.replace('.', `${number}.`),
    contentType: type,
    content: Buffer.from(bytes),
    cid: `match${number}@glyphwatch`,
  };
}

/** Hashed, so that no character of the id can break the header. */
function messageIdOf({ id }: Message, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`;
}
