import type { LinkTo, Locale, Message, Notifier } from '@glyphwatch/domain';
import { HttpCaller, type HttpOptions, jsonPost, notifierService } from '@glyphwatch/http-calls';
import { linksOf } from '@glyphwatch/notification-text';
import { judgePagerduty } from './judge-pagerduty.ts';
import { pagerdutyEvent } from './pagerduty-event.ts';

export interface PagerdutyNotifierOptions extends HttpOptions {
  /** Of an Events API v2 integration, 32 letters and digits: a secret. */
  readonly routingKey: string;
  /** Default: that of the US region. */
  readonly server?: string;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

const SERVICE = notifierService({
  name: 'PagerDuty',
  check: 'Check the routing key (integration key) and the region.',
  judge: judgePagerduty,
});

/** Triggers an alert for each message; one that is sent again joins the first. https://developer.pagerduty.com/docs/events-api-v2-overview */
export class PagerdutyNotifier implements Notifier {
  readonly #options: PagerdutyNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: PagerdutyNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(message: Message): Promise<void> {
    const { server = 'https://events.pagerduty.com', routingKey, ...told } = this.#options;
    const { linkTo, locale } = told;
    const links = await linksOf(message, linkTo);
    const event = pagerdutyEvent(routingKey, message, { links, locale });
    await this.#caller.call(() => jsonPost(`${server}/v2/enqueue`, event));
  }
}
