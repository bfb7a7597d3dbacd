import { type Damages, NO_TURN, type Silence, type Turn } from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { MAX_ITEM_BYTES } from './body-chunks.ts';
import { IF_NEW } from './delivery-row.ts';
import { type Item, number, sizeOf, text } from './result-item.ts';
import { type Table, unchangedSince } from './table.ts';
import { DELIVERIES } from './tables.ts';

const ID = DELIVERIES.partitionKey;
const SPARE_BYTES = 1024;
const SILENCES = 'silences';

/** Silences, and the revision of their item; 0 before the first. */
export interface Silences {
  readonly revision: number;
  readonly all: readonly Silence[];
}

/** The turns of channels and all silences: items that change as a whole, on condition of their revision. */
export class TurnItems {
  readonly #table: Table;
  readonly #damages: Damages;

  constructor(table: Table, damages: Damages) {
    this.#table = table;
    this.#damages = damages;
  }

  async find(channel: string): Promise<{ readonly turn: Turn; readonly silences: Silences }> {
    const keys = [turnId(channel), SILENCES].map((id) => ({ [ID]: text(id) }));
    const items = new Map((await this.#table.getAll(keys)).map((item) => [item[ID]?.S, item]));
    const turn = items.get(turnId(channel));
    return {
      // Of a damaged turn, what was told last is lost, but not what waits.
      turn: turn
        ? { ...(this.#bodyOf<Turn>(turn) ?? NO_TURN), revision: revisionOf(turn) }
        : NO_TURN,
      silences: this.#silencesIn(items.get(SILENCES)),
    };
  }

  async silences(): Promise<Silences> {
    return this.#silencesIn(await this.#table.get({ [ID]: text(SILENCES) }));
  }

  /** Resolves to whether `turn.revision` still was the turn's. */
  changeTurn(channel: string, turn: Turn): Promise<boolean> {
    const { set } = turn;
    const body = packedTurn(turn);
    return this.#put(turnId(channel), turn.revision, {
      HasSet: { BOOL: set !== undefined },
      ...body,
    });
  }

  changeSilences({ revision, all }: Silences): Promise<boolean> {
    return this.#put(SILENCES, revision, { Body: { B: packBody(all) } });
  }

  /** Those of the channels whose turn has a set that was not told. */
  async unfinished(channels: readonly string[]): Promise<readonly string[]> {
    const keys = channels.map((channel) => ({ [ID]: text(turnId(channel)) }));
    const items = await this.#table.getAll(keys, [ID, 'HasSet']);
    const ids = new Set(items.filter(({ HasSet }) => HasSet?.BOOL).map((item) => item[ID]?.S));
    return channels.filter((channel) => ids.has(turnId(channel)));
  }

  #silencesIn(item: Item | undefined): Silences {
    return item
      ? { revision: revisionOf(item), all: this.#bodyOf<Silences['all']>(item) ?? [] }
      : { revision: 0, all: [] };
  }

  #bodyOf<T>(item: Item): T | undefined {
    const read = (): T => unpackBody(item['Body']?.B ?? new Uint8Array());
    return this.#damages.orElse(read, () => {
      const id = JSON.stringify(item[ID]?.S ?? '');
      return `The item ${id} in ${this.#table.name} is damaged and left out. The next change replaces it.`;
    });
  }

  #put(id: string, revision: number, item: Item): Promise<boolean> {
    const next = { [ID]: text(id), Revision: number(revision + 1), ...item };
    return this.#table.putIf(next, revision === 0 ? IF_NEW : unchangedSince(revision));
  }
}

/** Ten thousand ids take half of an item. Of the groups, those told longest ago are forgotten where they do not fit. */
function packedTurn(turn: Turn): Item {
  const item = { Body: { B: packBody(turn) } };
  const said = Object.entries(turn.said);
  if (sizeOf(item) + SPARE_BYTES <= MAX_ITEM_BYTES || said.length === 0) return item;
  const latest = said.sort(([, a], [, b]) => b.at - a.at).slice(0, Math.floor(said.length / 2));
  return packedTurn({ ...turn, said: Object.fromEntries(latest) });
}

function turnId(channel: string): string {
  return `turn:${channel}`;
}

function revisionOf({ Revision }: Item): number {
  return Number(Revision?.N ?? 0);
}
