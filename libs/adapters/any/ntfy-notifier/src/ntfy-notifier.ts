import type { LinkTo, Locale, Message, Notifier } from '@glyphwatch/domain';
import { HttpCaller, type HttpOptions, jsonPost, notifierService } from '@glyphwatch/http-calls';
import { linksOf } from '@glyphwatch/notification-text';
import { judgeNtfy } from './judge-ntfy.ts';
import { ntfyMessage } from './ntfy-message.ts';

export interface NtfyNotifierOptions extends HttpOptions {
  /** `https://ntfy.sh` or your own, without a topic. */
  readonly server: string;
  /** On a public server, whoever knows it can read: a secret. */
  readonly topic: string;
  /** `tk_…`, for topics with access control. */
  readonly token?: string | undefined;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

const SERVICE = notifierService({
  name: 'The ntfy server',
  check: 'Check its URL, the topic, and that the token may write to it.',
  judge: judgeNtfy,
});

/** Publishes each message to a topic, to be read in the ntfy apps. https://docs.ntfy.sh/publish */
export class NtfyNotifier implements Notifier {
  readonly #options: NtfyNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: NtfyNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(message: Message): Promise<void> {
    const { server, topic, token, linkTo, locale } = this.#options;
    const links = await linksOf(message, linkTo);
    const body = ntfyMessage(topic, message, { links, locale });
    const login = token === undefined ? {} : { authorization: `Bearer ${token}` };
    await this.#caller.call(() => jsonPost(server, body, login));
  }
}
