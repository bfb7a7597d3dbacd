import type { Notification } from '@glyphwatch/domain';
import { bodyOf, subjectOf } from '@glyphwatch/notification-text';
import { attributesOf, listOf, type Attributes } from './attributes-of.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html; attributes count, too. */
const MOST_BYTES = 256 * 1024;
const ROOM_FOR_ATTRIBUTES = 64 * 1024;
const MOST_BODY_BYTES = MOST_BYTES - ROOM_FOR_ATTRIBUTES;
/** Longer mails are not read. */
const MOST_TOGETHER = 50;
const SEPARATOR = `\n${'-'.repeat(60)}\n\n`;

/** What goes out as one SNS message: usually one notification, in a burst several that the same subscribers want. */
export class Letter {
  /** Equal for notifications that no filter policy can tell apart. */
  readonly key: string;
  readonly #attributes: Attributes;
  readonly #subject: string;
  readonly #ids: string[];
  #body: string;

  constructor(notification: Notification) {
    this.#attributes = attributesOf(notification);
    this.key = JSON.stringify(this.#attributes);
    this.#subject = subjectOf(notification);
    this.#body = shortened(bodyOf(notification));
    this.#ids = [notification.id];
  }

  get count(): number {
    return this.#ids.length;
  }

  /** Takes the other one in, if there is room. */
  add(other: Letter): boolean {
    const body = `${this.#body}${SEPARATOR}${other.#body}`;
    const count = this.count + other.count;
    if (count > MOST_TOGETHER || Buffer.byteLength(body) > MOST_BODY_BYTES) return false;
    this.#body = body;
    this.#ids.push(...other.#ids);
    return true;
  }

  toMessage() {
    return {
      Subject: this.count === 1 ? this.#subject : together(this.#subject, this.count - 1),
      Message: this.#body,
      MessageAttributes: { ...this.#attributes, notificationIds: listOf(this.#ids) },
    };
  }
}

/** SNS takes fewer than 100 characters. */
const LONGEST_SUBJECT = 99;

function together(subject: string, others: number): string {
  const more = ` (and ${others} more)`;
  return subject.slice(0, LONGEST_SUBJECT - more.length) + more;
}

/** The wording is far shorter by itself; this is for the day that it changes. */
function shortened(body: string): string {
  const bytes = Buffer.from(body);
  if (bytes.length <= MOST_BODY_BYTES) return body;
  // What was cut inside a character becomes one replacement character.
  return `${bytes
    .subarray(0, MOST_BODY_BYTES - 4)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}…`;
}
