import { PublishCommand, type PublishCommandOutput } from '@aws-sdk/client-sns';
import type { LinkTo, Locale, Message, Notifier } from '@glyphwatch/domain';
import { linksOf } from '@glyphwatch/notification-text';
import { failureOf } from './failure-of.ts';
import { topicMessage } from './topic-message.ts';

/** An `SNSClient`, made with `CLIENT_TIMEOUTS`. */
interface Client {
  send(command: PublishCommand): Promise<PublishCommandOutput>;
}

export interface SnsNotifierOptions {
  readonly topicArn: string;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

/** Publishes each message to a topic, in words for people. */
export class SnsNotifier implements Notifier {
  readonly #client: Client;
  readonly #options: SnsNotifierOptions;

  constructor(client: Client, options: SnsNotifierOptions) {
    this.#client = client;
    this.#options = options;
  }

  async notify(message: Message): Promise<void> {
    const { topicArn, linkTo, locale } = this.#options;
    const request = topicMessage(message, { locale, links: await linksOf(message, linkTo) });
    try {
      // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
      await this.#client.send(new PublishCommand({ TopicArn: topicArn, ...request }));
    } catch (error) {
      throw failureOf(error, topicArn);
    }
  }
}
