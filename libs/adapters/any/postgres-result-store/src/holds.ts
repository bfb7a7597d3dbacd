import { GlyphwatchError, type Hold } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import type { Database } from './database.ts';
import { keyOf } from './key-of.ts';
import { pack, unpack } from './pack.ts';

const SAVE = `
  insert into @.holds (key, of, target, hold) values ($1, $2, $3, $4)
  on conflict (key) do update set of = excluded.of, target = excluded.target, hold = excluded.hold`;
const END = 'delete from @.holds where key = $1 returning key';
const LIST = 'select hold from @.holds';
const OF_IMAGE = `select hold from @.holds h where ${held('$1', '$2')}`;

/**
 * Which `@.holds h` hold an image: by its key, or a rule among `rules`, an array of keys, in its history, or in its result, even
 * where that is damaged. All are SQL.
 */
export function held(image: string, rules: string): string {
  return `(h.of = 'image' and h.target = ${image} or h.of = 'rule' and (h.target = any (${rules}::bytea[])
    or exists (select from @.matches m where m.image = ${image} and m.rule = h.target)
    or exists (select from @.image_rules r where r.key = ${image} and r.rule = h.target)))`;
}

/** A row of `@.matches m` whose rule or image is held. */
export const IS_MATCH_HELD = `exists (select from @.holds h
  where h.target = case h.of when 'rule' then m.rule else m.image end)`;

/** A row of `@.deliveries d`, likewise. */
export const IS_DELIVERY_HELD = `exists (select from @.holds h
  where case h.of when 'rule' then position(h.target in d.rules) > 0 else h.target = d.image end)`;

/** What people want neither purged nor forgotten. */
export class Holds {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save(hold: Hold): Promise<void> {
    await this.#database.write(SAVE, [...[keyOf(hold.id), hold.of, keyOf(hold.value), pack(hold)]]);
  }

  /** Resolves to whether there was one; a statement whose answer was lost is repeated, and finds none. */
  async end(id: string): Promise<boolean> {
    return (await this.#database.write(END, [keyOf(id)])).length > 0;
  }

  async list(): Promise<readonly Hold[]> {
    return holdsIn(await this.#database.read(LIST, []));
  }

  /** Those on an image that these rules matched. */
  async on(imageId: string, ruleIds: readonly string[]): Promise<readonly Hold[]> {
    return holdsIn(await this.#database.read(OF_IMAGE, [keyOf(imageId), ruleIds.map(keyOf)]));
  }
}

function holdsIn(rows: readonly Row[]): Hold[] {
  return rows.map(holdIn).sort((a, b) => a.since - b.since);
}

function holdIn(row: Row): Hold {
  try {
    return unpack(bytesIn(row, 'hold'));
  } catch (cause) {
    throw new GlyphwatchError(
      'store-misconfigured',
      'A row of the table "holds" is damaged, so what it holds is not deleted. Delete the row, and hold again what has to be kept.',
      { cause },
    );
  }
}
