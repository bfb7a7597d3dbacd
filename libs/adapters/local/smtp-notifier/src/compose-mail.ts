import { createHash } from 'node:crypto';
import { messageForUsers, type Notification, type PictureLink } from '@glyphwatch/domain';
import { bodyOf, printable, subjectOf } from '@glyphwatch/notification-text';
import type { CutOut } from '@glyphwatch/provider';
import type { SendMailOptions } from 'nodemailer';
import { htmlOf } from './html-of.ts';

const PNG_START = 0x89;
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
  const { picture, problem } = await drawPicture(notification, cutOut);
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

interface Picture {
  readonly picture?: Uint8Array;
  readonly problem?: string;
}

/**
 * A mail without its picture beats no mail, so it states why the picture is missing.
 * There is no picture of a sensitive match, because it would show what the text masks.
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

/** Hashed, so that no character of the id can break the header. */
function messageIdOf({ id }: Notification, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(id).digest('hex').slice(0, 40)}@${domain}>`;
}
