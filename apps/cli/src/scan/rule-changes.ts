import type { ResultStore, WatchlistSource } from '@glyphwatch/domain';

export interface RuleChangesParts {
  readonly watchlists: WatchlistSource;
  readonly store: Pick<ResultStore, 'list'>;
  readonly say: (text: string) => void;
  /** What forecasts the change in stored results. */
  readonly command: string;
}

const PAGE = 100;
/** Counting more would take long, and the number would not matter. */
const MOST_COUNTED = 10_000;

/** Says how many stored results changed rules could change, because a watch applies them to new images only. */
export class RuleChanges {
  readonly #parts: RuleChangesParts;
  #version: string | undefined;
  #looking: Promise<void> | undefined;

  constructor(parts: RuleChangesParts) {
    this.#parts = parts;
  }

  /** Compares the rules with those of the last call; the first call only remembers them. */
  look(): Promise<void> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  async #look(): Promise<void> {
    const { watchlists, say, command } = this.#parts;
    const { version } = await watchlists.current();
    const before = this.#version;
    this.#version = version;
    if (before === undefined || before === version) return;
    const affected = await this.#matchedByOthers(version);
    const results = affected > MOST_COUNTED ? `more than ${MOST_COUNTED}` : String(affected);
    say(
      affected === 0
        ? 'the rules changed; no stored result was matched by others'
        : `the rules changed; ${results} stored ${plural(affected)} matched by others. To see what would change: ${command}`,
    );
  }

  /** Results with text, which the new rules might judge differently. */
  async #matchedByOthers(version: string): Promise<number> {
    let affected = 0;
    let cursor: string | undefined;
    do {
      const page = await this.#parts.store.list({
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      affected += page.items.filter(
        ({ detection, watchlistVersion }) => detection && watchlistVersion !== version,
      ).length;
      cursor = page.cursor;
    } while (cursor !== undefined && affected <= MOST_COUNTED);
    return affected;
  }
}

function plural(affected: number): string {
  return affected === 1 ? 'result was' : 'results were';
}
