import type { LinkTo, Locale, Message, Notifier } from '@glyphwatch/domain';
import {
  formPost,
  HttpCaller,
  type HttpOptions,
  jsonPost,
  notifierService,
} from '@glyphwatch/http-calls';
import { linksOf, pictureOf } from '@glyphwatch/notification-text';
import type { CutOut } from '@glyphwatch/provider';
import { discordMessage } from './discord-message.ts';
import { judgeDiscord } from './judge-discord.ts';

export interface DiscordNotifierOptions extends HttpOptions {
  /** Of a webhook, `https://discord.com/api/webhooks/…`: a secret. */
  readonly url: string;
  readonly cutOut?: CutOut | undefined;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

const SERVICE = notifierService({
  name: 'Discord',
  check: 'Check the URL of the webhook, and that it still exists.',
  // 30 a minute for a channel, as others measured; Discord documents only how it says no.
  perSecond: 0.5,
  judge: judgeDiscord,
});

/** Posts each message to a webhook, with a picture of the match. https://docs.discord.com/developers/resources/webhook#execute-webhook */
export class DiscordNotifier implements Notifier {
  readonly #options: DiscordNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: DiscordNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(message: Message): Promise<void> {
    const { cutOut, linkTo, locale } = this.#options;
    const drawn = await pictureOf(message, cutOut);
    const links = await linksOf(message, linkTo);
    const body = discordMessage(message, drawn, { links, locale });
    const url = this.#waitingUrl();
    const fields = { payload_json: JSON.stringify(body) };
    const call = drawn.picture
      ? formPost(url, fields, { 'files[0]': drawn.picture })
      : jsonPost(url, body);
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
