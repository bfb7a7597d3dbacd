import type { LinkTo, Locale, Message, Notifier } from '@glyphwatch/domain';
import { HttpCaller, type HttpOptions, jsonPost, notifierService } from '@glyphwatch/http-calls';
import { judgeSlack } from './judge-slack.ts';
import { linksOf } from '@glyphwatch/notification-text';
import { slackMessage } from './slack-message.ts';

export interface SlackNotifierOptions extends HttpOptions {
  /** Of an incoming webhook, `https://hooks.slack.com/services/…`: a secret. */
  readonly url: string;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

const SERVICE = notifierService({
  name: 'Slack',
  check: 'Check the URL of the webhook, and that its app and channel still exist.',
  // https://docs.slack.dev/apis/web-api/rate-limits
  perSecond: 1,
  judge: judgeSlack,
});

/** Posts each message to an incoming webhook. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export class SlackNotifier implements Notifier {
  readonly #options: SlackNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: SlackNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(message: Message): Promise<void> {
    const { url, linkTo, locale } = this.#options;
    const body = slackMessage(message, { locale, links: await linksOf(message, linkTo) });
    await this.#caller.call(() => jsonPost(url, body));
  }
}
