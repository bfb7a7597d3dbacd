import { createHash } from 'node:crypto';
import { messageForUsers, type Notification } from '@glyphwatch/domain';
import { bodyOf, printable, subjectOf } from '@glyphwatch/notification-text';
import type { CutOut } from '@glyphwatch/provider';
import type { SendMailOptions } from 'nodemailer';
import { htmlOf } from './html-of.ts';

const PNG_START = 0x89;
const PICTURE_ID = 'match@glyphwatch';

/** The mail about a notification. Its Message-ID is the same in repeats, so that mail programs show it once. */
export async function composeMail(
  notification: Notification,
  from: string,
  cutOut?: CutOut,
): Promise<SendMailOptions> {
  const { picture, problem } = await drawPicture(notification, cutOut);
  const note = problem === undefined ? '' : `\nNo picture: ${problem}\n`;
  const isUrgent = notification.severity === 'high' || notification.severity === 'critical';
  return {
    from,
    subject: subjectOf(notification),
    text: bodyOf(notification) + note,
    html: htmlOf(notification, picture && PICTURE_ID),
    messageId: messageIdOf(notification, from),
    // Tells holiday replies to stay quiet, RFC 3834.
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(isUrgent ? { priority: 'high' } : {}),
    attachments: picture ? [attachmentOf(picture)] : [],
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface Picture {
  readonly picture?: Uint8Array;
  readonly problem?: string;
}

/**
 * A message without its picture is worth more than no message: what kept us from drawing it is told in the mail.
 * No picture shows what a sensitive rule masks.
 */
async function drawPicture(notification: Notification, cutOut?: CutOut): Promise<Picture> {
  const isSensitive = notification.rules.some(({ sensitive }) => sensitive);
  if (!cutOut || notification.kind !== 'matched' || isSensitive) return {};
  try {
    const picture = await cutOut(notification);
    return picture ? { picture } : {};
  } catch (error) {
    const reason = messageForUsers(error, 'it could not be drawn.');
    return { problem: printable(reason, { maxLength: 200 }) };
  }
}

function attachmentOf(picture: Uint8Array) {
  const type = picture[0] === PNG_START ? 'png' : 'jpeg';
  return {
    filename: `match.${type === 'png' ? 'png' : 'jpg'}`,
    contentType: `image/${type}`,
    content: Buffer.from(picture),
    cid: PICTURE_ID,
  };
}

/** Hashed, so that no character of an id can break a header. */
function messageIdOf({ id }: Notification, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`;
}
