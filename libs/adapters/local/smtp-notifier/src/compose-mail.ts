import { createHash } from 'node:crypto';
import type { Notification, PictureLink } from '@glyphwatch/domain';
import { bodyOf, type Picture, pictureOf, subjectOf } from '@glyphwatch/notification-text';
import type { CutOut } from '@glyphwatch/provider';
import type { SendMailOptions } from 'nodemailer';
import { htmlOf } from './html-of.ts';

const PICTURE_ID = 'match@glyphwatch';

export interface MailParts {
  readonly from: string;
  readonly link?: PictureLink | undefined;
  readonly cutOut?: CutOut | undefined;
}

/** A repeat has the same Message-ID, so that mail programs show it once. */
export async function composeMail(
  notification: Notification,
  { from, link, cutOut }: MailParts,
): Promise<SendMailOptions> {
  const { picture, problem } = await pictureOf(notification, cutOut);
  const note = problem === undefined ? '' : `\nNo picture: ${problem}\n`;
  const isUrgent = notification.severity === 'high' || notification.severity === 'critical';
  return {
    from,
    subject: subjectOf(notification),
    text: bodyOf(notification, link) + note,
    html: htmlOf(notification, { link, pictureId: picture && PICTURE_ID }),
    messageId: messageIdOf(notification, from),
    // Suppresses out-of-office replies, RFC 3834.
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(isUrgent ? { priority: 'high' } : {}),
    attachments: picture ? [attachmentOf(picture)] : [],
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function attachmentOf({ bytes, type, name }: Picture) {
  return { filename: name, contentType: type, content: Buffer.from(bytes), cid: PICTURE_ID };
}

/** Hashed, so that no character of the id can break the header. */
function messageIdOf({ id }: Notification, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`;
}
