import { GlyphwatchError, type RuleFiles, type RuleText } from '../index.ts';

const FIRST = 'rules:\n  - id: first\n    match: KEEP OUT\n';

/** One rule file in memory, whose text is its mark. */
export class InMemoryRuleFiles implements RuleFiles {
  readonly #name: string;
  #text: string | undefined;
  /** What the last write replaced. */
  kept: string | undefined;

  constructor(name: string, text?: string) {
    [this.#name, this.#text] = [name, text];
  }

  /** As an editor does; `undefined` removes the file. */
  edit(text: string | undefined): void {
    this.#text = text;
  }

  async read(): Promise<readonly RuleText[]> {
    const [name, text] = [this.#name, this.#text];
    return [{ name, text: text ?? FIRST, mark: text ?? '', editable: true }];
  }

  async write({ name, text }: Pick<RuleText, 'name' | 'text'>, mark: string): Promise<string> {
    if (name !== this.#name) {
      throw new GlyphwatchError('watchlist-unavailable', 'Only the chosen file is written.');
    }
    if (mark !== (this.#text ?? '')) {
      throw new GlyphwatchError('rules-changed', 'Somebody else has written the file. Read it.');
    }
    this.kept = this.#text;
    this.#text = text;
    return text;
  }
}
