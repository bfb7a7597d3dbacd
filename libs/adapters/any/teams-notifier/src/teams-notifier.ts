import type { LinkTo, Locale, Message, Notifier } from '@glyphwatch/domain';
import { HttpCaller, type HttpOptions, jsonPost, notifierService } from '@glyphwatch/http-calls';
import { linksOf } from '@glyphwatch/notification-text';
import { judgeTeams } from './judge-teams.ts';
import { teamsMessage } from './teams-message.ts';

export interface TeamsNotifierOptions extends HttpOptions {
  /** Of a flow that begins with a Teams webhook request: a secret, because of its `sig`. */
  readonly url: string;
  /** Where readers open the picture. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

const SERVICE = notifierService({
  name: 'Microsoft Teams',
  check: 'Check the URL of the flow, with everything after its question mark.',
  // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
  perSecond: 4,
  judge: judgeTeams,
});

/** Posts each message as a card to a Teams flow (Workflows app, Power Automate). */
export class TeamsNotifier implements Notifier {
  readonly #options: TeamsNotifierOptions;
  readonly #caller: HttpCaller;

  constructor(options: TeamsNotifierOptions) {
    this.#options = options;
    this.#caller = new HttpCaller(SERVICE, options);
  }

  async notify(message: Message): Promise<void> {
    const { url, linkTo, locale } = this.#options;
    const body = teamsMessage(message, { locale, links: await linksOf(message, linkTo) });
    await this.#caller.call(() => jsonPost(url, body));
  }
}
