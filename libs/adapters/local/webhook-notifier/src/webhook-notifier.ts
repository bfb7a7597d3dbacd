import { GlyphwatchError, type Message, type Notifier } from '@glyphwatch/domain';
import {
  type HttpAnswer,
  HttpCaller,
  type HttpOptions,
  NOTIFIER_CODES,
  STAYS_PENDING,
} from '@glyphwatch/http-calls';
import { payloadOf } from './payload-of.ts';
import { checkSecrets, signatureHeaders } from './sign.ts';

export interface WebhookNotifierOptions extends HttpOptions {
  readonly url: string;
  /** `whsec_…`; several while the receiver rotates its own. */
  readonly secret: string | readonly string[];
}

const GONE = 410;
const NAME = 'The webhook receiver';
const GONE_ADVICE = 'It will not be called again. Remove it from the settings, then restart.';

/** Posts each message to a URL, signed according to Standard Webhooks, and never into your own network by default. */
export class WebhookNotifier implements Notifier {
  readonly #options: WebhookNotifierOptions;
  readonly #caller: HttpCaller;
  #receiverIsGone = false;

  constructor(options: WebhookNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(
      {
        name: NAME,
        codes: NOTIFIER_CODES,
        advice: {
          unavailable: STAYS_PENDING,
          misconfigured: 'Check the URL and the secret on both sides.',
          refused: "It will not accept this message; see the receiver's log.",
        },
        judge: (answer) => this.#judge(answer),
      },
      options,
    );
  }

  async notify(message: Message): Promise<void> {
    if (this.#receiverIsGone) {
      throw new GlyphwatchError('notifier-misconfigured', `${NAME} is gone (410). ${GONE_ADVICE}`);
    }
    const secrets = [this.#options.secret].flat();
    checkSecrets(secrets);
    const body = payloadOf(message);
    const { id } = message;
    await this.#caller.call(() => ({
      url: this.#options.url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Glyphwatch',
        ...signatureHeaders(secrets, { id, body, now: (this.#options.clock ?? Date.now)() }),
      },
      body,
    }));
  }

  #judge({ status }: HttpAnswer) {
    if (status !== GONE) return undefined;
    this.#receiverIsGone = true;
    return { kind: 'misconfigured', advice: GONE_ADVICE } as const;
  }
}
