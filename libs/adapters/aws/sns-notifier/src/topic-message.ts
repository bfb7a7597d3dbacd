import type { Notification, PictureLink } from '@glyphwatch/domain';
import { bodyOf, LONGEST_SUBJECT, subjectOf } from '@glyphwatch/notification-text';
import { attributesOf, listOf, type Attributes } from './attributes-of.ts';

/** Attributes count towards it. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BYTES = 256 * 1024;
const ROOM_FOR_ATTRIBUTES = 64 * 1024;
const MAX_BODY_BYTES = MAX_BYTES - ROOM_FOR_ATTRIBUTES;
/** Longer mails go unread. */
const MAX_NOTIFICATIONS = 50;
const SEPARATOR = `\n${'-'.repeat(60)}\n\n`;

/** One SNS message: usually one notification; in a burst, several for the same subscribers. */
export class TopicMessage {
  /** Equal for notifications that no filter policy can tell apart. */
  readonly key: string;
  readonly #attributes: Attributes;
  readonly #subject: string;
  readonly #ids: string[];
  #body: string;

  constructor(notification: Notification, link?: PictureLink) {
    this.#attributes = attributesOf(notification);
    this.key = JSON.stringify(this.#attributes);
    this.#subject = subjectOf(notification);
    this.#body = shortened(bodyOf(notification, link));
    this.#ids = [notification.id];
  }

  get count(): number {
    return this.#ids.length;
  }

  /** Takes in the other message, if there is room. */
  add(other: TopicMessage): boolean {
    const body = `${this.#body}${SEPARATOR}${other.#body}`;
    const count = this.count + other.count;
    if (count > MAX_NOTIFICATIONS || Buffer.byteLength(body) > MAX_BODY_BYTES) return false;
    this.#body = body;
    this.#ids.push(...other.#ids);
    return true;
  }

  toRequest() {
    return {
      Subject: this.count === 1 ? this.#subject : counted(this.#subject, this.count - 1),
      Message: this.#body,
      MessageAttributes: { ...this.#attributes, notificationIds: listOf(this.#ids) },
    };
  }
}

function counted(subject: string, others: number): string {
  const more = ` (and ${others} more)`;
  return subject.slice(0, LONGEST_SUBJECT - more.length) + more;
}

/** The wording is far shorter today; this guards against the day it changes. */
function shortened(body: string): string {
  const bytes = Buffer.from(body);
  if (bytes.length <= MAX_BODY_BYTES) return body;
  // A character cut in half becomes one replacement character.
  return `${bytes
    .subarray(0, MAX_BODY_BYTES - 4)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`;
}
