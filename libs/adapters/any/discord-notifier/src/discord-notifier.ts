import type { LinkTo, Notification, Notifier } from '@glyphwatch/domain';
import {
  formPost,
  HttpCaller,
  type HttpOptions,
  jsonPost,
  notifierService,
} from '@glyphwatch/http-calls';
import { pictureOf } from '@glyphwatch/notification-text';
import type { CutOut } from '@glyphwatch/provider';
import { discordMessage } from './discord-message.ts';
import { judgeDiscord } from './judge-discord.ts';

export interface DiscordNotifierOptions extends HttpOptions {
  /** Of a webhook, `https://discord.com/api/webhooks/…`: a secret. */
  readonly url: string;
  readonly cutOut?: CutOut | undefined;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
}

const SERVICE = notifierService({
  name: 'Discord',
  check: 'Check the URL of the webhook, and that it still exists.',
  // 30 a minute for a channel, as others measured; Discord documents only how it says no.
  perSecond: 0.5,
  judge: judgeDiscord,
});

/** Posts each notification to a webhook, with a picture of the match. https://docs.discord.com/developers/resources/webhook#execute-webhook */
export class DiscordNotifier implements Notifier {
  readonly #options: DiscordNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: DiscordNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(notification: Notification): Promise<void> {
    const { cutOut, linkTo } = this.#options;
    const drawn = await pictureOf(notification, cutOut);
    const message = discordMessage(notification, drawn, await linkTo?.(notification));
    const url = this.#waitingUrl();
    const fields = { payload_json: JSON.stringify(message) };
    const call = drawn.picture
      ? formPost(url, fields, { 'files[0]': drawn.picture })
      : jsonPost(url, message);
    await this.#caller.call(() => call);
  }

  /** Without `wait`, Discord answers before it knows whether it takes the message. */
  #waitingUrl(): string {
    const { url } = this.#options;
    if (!URL.canParse(url)) return url;
    const waiting = new URL(url);
    waiting.searchParams.set('wait', 'true');
    return waiting.href;
  }
}
