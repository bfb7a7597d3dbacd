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
import { judgeTelegram } from './judge-telegram.ts';
import { telegramText } from './telegram-message.ts';

export interface TelegramNotifierOptions extends HttpOptions {
  /** Of the bot, `123456:ABC…`: a secret, and part of the URL. */
  readonly token: string;
  /** Id of a person (positive), a group or a channel (negative), or `@channel`. */
  readonly chat: number | string;
  /** Default: Telegram's own. */
  readonly server?: string;
  readonly cutOut?: CutOut | undefined;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

/** https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
const PER_SECOND = { person: 1, group: 20 / 60 };

/** Has a bot send each message to a chat, with a picture of the match. https://core.telegram.org/bots/api */
export class TelegramNotifier implements Notifier {
  readonly #options: TelegramNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: TelegramNotifierOptions) {
    this.#options = options;
    const service = notifierService({
      name: 'Telegram',
      check: "Check the bot's token, and that it may write to the chat.",
      perSecond: Number(options.chat) > 0 ? PER_SECOND.person : PER_SECOND.group,
      judge: judgeTelegram,
    });
    this.#caller = new HttpCaller(service, options);
  }

  async notify(message: Message): Promise<void> {
    const { chat, cutOut, linkTo, locale } = this.#options;
    const drawn = await pictureOf(message, cutOut);
    const links = await linksOf(message, linkTo);
    const { text, entities } = telegramText(message, drawn, { links, locale });
    const { picture } = drawn;
    const preview = { link_preview_options: { is_disabled: true } };
    const call = picture
      ? formPost(
          this.#url('sendPhoto'),
          { chat_id: String(chat), caption: text, caption_entities: JSON.stringify(entities) },
          { photo: picture },
        )
      : jsonPost(this.#url('sendMessage'), { chat_id: chat, text, entities, ...preview });
    await this.#caller.call(() => call);
  }

  #url(method: string): string {
    const { server = 'https://api.telegram.org', token } = this.#options;
    return `${server}/bot${token}/${method}`;
  }
}
