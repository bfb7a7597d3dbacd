import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { keyOf } from './key-of.ts';

const BEAT_MS = 5_000;
/** Several beats, by the clock of the server, so that the clocks of the machines do not matter. */
const GONE_AFTER = "interval '20 seconds'";
/** Nothing refers to it any longer: no claim lasts this long. */
const FORGOTTEN_AFTER = "interval '1 day'";

const BEAT = `
  insert into @.runs (id, seen_at) values ($1, clock_timestamp())
  on conflict (id) do update set seen_at = excluded.seen_at`;
const FORGET = `delete from @.runs where id = $1 or seen_at < clock_timestamp() - ${FORGOTTEN_AFTER}`;
const IS_ABANDONED = `
  select 1 from @.results r
  where r.key = $1 and r.run is not null and not exists (
    select 1 from @.runs u where u.id = r.run and u.seen_at > clock_timestamp() - ${GONE_AFTER}
  )`;

/**
 * The processes that share the store: each says every few seconds that it lives, so that what a killed one claimed need not
 * wait for the end of its lease. A wrong answer is harmless, because writes are fenced by the owner of the claim: at worst an
 * image is read twice.
 */
export class Runs {
  readonly id = randomUUID();
  readonly #database: Database;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  async start(): Promise<void> {
    await this.#beat();
    // A beat that is missed is made up for by the next one.
    this.#timer = setInterval(() => void this.#beat().catch(() => {}), BEAT_MS);
    this.#timer.unref();
  }

  /** Whether an image is claimed by a process that has ended. */
  async isAbandoned(imageId: string): Promise<boolean> {
    return (await this.#database.read(IS_ABANDONED, [keyOf(imageId)])).length > 0;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // If it cannot be told now, others notice that it is no longer seen.
    await this.#database.write(FORGET, [this.id]).catch(() => {});
  }

  async #beat(): Promise<void> {
    await this.#database.write(BEAT, [this.id]);
  }
}
