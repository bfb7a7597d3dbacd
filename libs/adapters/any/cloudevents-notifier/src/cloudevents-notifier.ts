import type { Message, Notifier } from '@glyphwatch/domain';
import {
  HttpCaller,
  type HttpOptions,
  NOTIFIER_CODES,
  STAYS_PENDING,
} from '@glyphwatch/http-calls';
import { cloudEvent, type CloudEventMode } from './cloud-event.ts';

export interface CloudeventsNotifierOptions extends HttpOptions {
  readonly url: string;
  /** Sent as `Bearer`. */
  readonly token?: string | undefined;
  /** Who sends, a URI reference. Default `glyphwatch`. */
  readonly source?: string;
  /** `structured` (default): one JSON document · `binary`: attributes as `ce-` headers, data as the body. */
  readonly mode?: CloudEventMode;
}

const SERVICE = {
  name: 'The receiver of events',
  codes: NOTIFIER_CODES,
  advice: {
    unavailable: STAYS_PENDING,
    misconfigured: `Check the URL and the token. ${STAYS_PENDING}`,
    refused: "It will not accept this event; see the receiver's log.",
  },
};

/** Posts each message as a CloudEvent 1.0. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md */
export class CloudeventsNotifier implements Notifier {
  readonly #options: CloudeventsNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: CloudeventsNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(message: Message): Promise<void> {
    const { url, token, source = 'glyphwatch', mode = 'structured' } = this.#options;
    const { headers, body } = cloudEvent(message, { source, mode });
    const login = token === undefined ? {} : { authorization: `Bearer ${token}` };
    await this.#caller.call(() => ({
      url,
      headers: { 'user-agent': 'Glyphwatch', ...login, ...headers },
      body,
    }));
  }
}
