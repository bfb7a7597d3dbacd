import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand, type PublishCommandOutput } from '@aws-sdk/client-sns';
import { Pace } from '@glyphwatch/aws-failures';
import { hasErrorCode, type Clock, type Notification, type Notifier } from '@glyphwatch/domain';
import { failureOf } from './failure-of.ts';
import { Letter } from './letter.ts';
import { DEFAULT_MESSAGES_PER_SECOND } from './messages-per-second.ts';

/** An `SNSClient`, made with `CLIENT_TIMEOUTS`. */
interface Client {
  send(command: PublishCommand): Promise<PublishCommandOutput>;
}

export interface SnsNotifierOptions {
  readonly topicArn: string;
  /**
   * The most messages that this process publishes in a second. Default 2: more than 10 in a second to one mailbox, from
   * all processes together, suspend its subscription.
   */
  readonly messagesPerSecond?: number;
  readonly clock?: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

interface Sending {
  readonly letter: Letter;
  readonly sent: Promise<void>;
}

/**
 * Publishes to a topic, readable for people. What has to wait goes together with its like:
 *
 *     notify  a  b  c      d        b, c and d are told to the same subscribers
 *     publish a │      …wait…      │ b + c + d
 */
export class SnsNotifier implements Notifier {
  readonly #client: Client;
  readonly #topicArn: string;
  readonly #pace: Pace;
  /** Not published yet, by what filter policies see of them. */
  readonly #waiting = new Map<string, Sending>();

  constructor(
    client: Client,
    {
      topicArn,
      messagesPerSecond = DEFAULT_MESSAGES_PER_SECOND,
      clock = Date.now,
      wait = sleep,
    }: SnsNotifierOptions,
  ) {
    this.#client = client;
    this.#topicArn = topicArn;
    this.#pace = new Pace(messagesPerSecond, clock, wait);
  }

  async notify(notification: Notification): Promise<void> {
    const alone = new Letter(notification);
    const { letter, sent } = this.#post(alone);
    try {
      await sent;
    } catch (error) {
      // One that will never be taken must not take others with it.
      if (!hasErrorCode(error, 'notification-refused') || letter.count === 1) throw error;
      await this.#publishInTime(new Letter(notification));
    }
  }

  #post(letter: Letter): Sending {
    const waiting = this.#waiting.get(letter.key);
    if (waiting?.letter.add(letter)) return waiting;
    const sending: Sending = {
      letter,
      sent: this.#publishInTime(letter, () => {
        if (this.#waiting.get(letter.key) === sending) this.#waiting.delete(letter.key);
      }),
    };
    this.#waiting.set(letter.key, sending);
    return sending;
  }

  async #publishInTime(letter: Letter, onStart = (): void => {}): Promise<void> {
    await this.#pace.next();
    onStart();
    try {
      // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
      const message = { TopicArn: this.#topicArn, ...letter.toMessage() };
      await this.#client.send(new PublishCommand(message));
    } catch (error) {
      throw failureOf(error, this.#topicArn);
    }
  }
}
