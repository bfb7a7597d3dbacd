import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '@glyphwatch/domain';

/** A `Date` header names the second in which an answer began. */
const DATE_STEP_MS = 1000;
/** A later answer may correct the time by so much; until then it stands still rather than going back. */
const MAX_CORRECTION_MS = 2000;

type Client = Pick<DynamoDBClient, 'send'>;

/**
 * DynamoDB's own time, so that processes whose clocks differ agree: this machine's clock, corrected by what the `Date` of
 * each answer says. Right to within a second.
 */
export class StoreClock {
  readonly #clock: Clock;
  #offset: number | undefined;
  #last = -Infinity;

  constructor(clock: Clock = Date.now) {
    this.#clock = clock;
  }

  /** Whether an answer has told the time yet; before, it is this machine's. */
  get isSet(): boolean {
    return this.#offset !== undefined;
  }

  now(): number {
    const now = this.#clock() + (this.#offset ?? 0);
    const isCorrection = now < this.#last && this.#last - now <= MAX_CORRECTION_MS;
    this.#last = isCorrection ? this.#last : now;
    return this.#last;
  }

  /** A client whose answers set this clock. */
  setBy(client: Client): Client {
    const send = (command: Parameters<Client['send']>[0]): unknown => {
      // Innermost, so that it also sees what the SDK makes an error of, and each attempt alone.
      command.middlewareStack.add(
        (next) => async (call) => {
          const sent = this.#clock();
          const answer = await next(call);
          this.#learn(dateOf(answer.response), sent, this.#clock());
          return answer;
        },
        { step: 'deserialize', priority: 'low', name: 'storeClock', override: true },
      );
      return client.send(command);
    };
    return { send: send as Client['send'] };
  }

  /** The server's clock stood at `date` or less than a second later, at some time between `sent` and `received`. */
  #learn(date: number, sent: number, received: number): void {
    const [least, most] = [date - received, date + DATE_STEP_MS - sent];
    if (!(least <= most)) return;
    const middle = Math.round((least + most) / 2);
    this.#offset = Math.min(most, Math.max(least, this.#offset ?? middle));
  }
}

/** Milliseconds since 1970; `NaN` if it is missing. */
function dateOf(response: unknown): number {
  const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
  return Date.parse(headers?.['date'] ?? '');
}
