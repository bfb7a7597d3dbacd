import { messageForUsers, type Message, type Notification } from '@glyphwatch/domain';
import { shownIn } from './message-parts.ts';
import { printable } from './printable.ts';

export interface Picture {
  /** PNG or JPEG. */
  readonly bytes: Uint8Array;
  readonly type: 'image/png' | 'image/jpeg';
  /** `match.jpg` */
  readonly name: string;
}

export interface PictureOrProblem {
  readonly picture?: Picture;
  /** Why there is none, in words for readers. */
  readonly problem?: string;
}

type CutOut = (notification: Notification) => Promise<Uint8Array | undefined>;

const PNG_START = 0x89;

/**
 * The picture that goes with a message, of a digest its first example; a message without its picture beats no message.
 * There is none of a sensitive match, because it would show what the text masks.
 */
export async function pictureOf(message: Message, cutOut?: CutOut): Promise<PictureOrProblem> {
  const [first] = shownIn(message);
  return first ? draw(first, cutOut) : {};
}

/** Of each notification in `shownIn`. */
export function picturesOf(
  message: Message,
  cutOut?: CutOut,
): Promise<readonly PictureOrProblem[]> {
  return Promise.all(shownIn(message).map((one) => draw(one, cutOut)));
}

async function draw(notification: Notification, cutOut?: CutOut): Promise<PictureOrProblem> {
  const isSensitive = notification.rules.some(({ sensitive }) => sensitive);
  if (!cutOut || notification.kind !== 'matched' || isSensitive) return {};
  try {
    const bytes = await cutOut(notification);
    return bytes ? { picture: described(bytes) } : {};
  } catch (error) {
    const reason = messageForUsers(error, 'it could not be drawn.');
    return { problem: printable(reason, { maxLength: 200 }) };
  }
}

function described(bytes: Uint8Array): Picture {
  return bytes[0] === PNG_START
    ? { bytes, type: 'image/png', name: 'match.png' }
    : { bytes, type: 'image/jpeg', name: 'match.jpg' };
}
