import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand, type PublishCommandOutput } from '@aws-sdk/client-sns';
import {
  hasErrorCode,
  type Clock,
  type LinkTo,
  type Notification,
  type Notifier,
} from '@glyphwatch/domain';
import { Pace } from '@glyphwatch/http-calls/pace';
import { failureOf } from './failure-of.ts';
import { DEFAULT_MESSAGES_PER_SECOND } from './messages-per-second.ts';
import { TopicMessage } from './topic-message.ts';

/** An `SNSClient`, made with `CLIENT_TIMEOUTS`. */
interface Client {
  send(command: PublishCommand): Promise<PublishCommandOutput>;
}

export interface SnsNotifierOptions {
  readonly topicArn: string;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /**
   * Of this process; default 2. More than 10 a second to one mailbox, from all processes together, make SNS suspend
   * its subscription.
   */
  readonly messagesPerSecond?: number;
  readonly clock?: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

interface Sending {
  readonly message: TopicMessage;
  readonly sent: Promise<void>;
}

/**
 * Publishes to a topic, in words for people. Notifications that have to wait are combined:
 *
 *     notify  a  b  c      d        b, c and d go to the same subscribers
 *     publish a │      …wait…      │ b + c + d
 */
export class SnsNotifier implements Notifier {
  readonly #client: Client;
  readonly #topicArn: string;
  readonly #pace: Pace;
  readonly #linkTo: LinkTo | undefined;
  /** Not published yet, by what filter policies see of them. */
  readonly #waiting = new Map<string, Sending>();

  constructor(
    client: Client,
    {
      topicArn,
      linkTo,
      messagesPerSecond = DEFAULT_MESSAGES_PER_SECOND,
      clock = Date.now,
      wait = sleep,
    }: SnsNotifierOptions,
  ) {
    this.#client = client;
    this.#topicArn = topicArn;
    this.#linkTo = linkTo;
    this.#pace = new Pace(messagesPerSecond, clock, wait);
  }

  async notify(notification: Notification): Promise<void> {
    const link = await this.#linkTo?.(notification);
    const { message, sent } = this.#enqueue(new TopicMessage(notification, link));
    try {
      await sent;
    } catch (error) {
      // One that SNS never accepts must not take the others down with it.
      if (!hasErrorCode(error, 'notification-refused') || message.count === 1) throw error;
      await this.#publish(new TopicMessage(notification, link));
    }
  }

  #enqueue(message: TopicMessage): Sending {
    const waiting = this.#waiting.get(message.key);
    if (waiting?.message.add(message)) return waiting;
    const sending: Sending = {
      message,
      sent: this.#publish(message, () => {
        if (this.#waiting.get(message.key) === sending) this.#waiting.delete(message.key);
      }),
    };
    this.#waiting.set(message.key, sending);
    return sending;
  }

  async #publish(message: TopicMessage, onStart = (): void => {}): Promise<void> {
    await this.#pace.next();
    onStart();
    try {
      // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
      const request = { TopicArn: this.#topicArn, ...message.toRequest() };
      await this.#client.send(new PublishCommand(request));
    } catch (error) {
      throw failureOf(error, this.#topicArn);
    }
  }
}
