import { createHash, randomUUID } from 'node:crypto';
import { constants, copyFileSync, renameSync } from 'node:fs';
import { chmod, open, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  GlyphwatchError,
  isGlyphwatchError,
  type RuleFiles,
  type RuleText,
} from '@glyphwatch/domain';
import { INITIAL_RULE_FILE, parseRuleFile } from '@glyphwatch/watchlist';
import { codeOf, RuleFolder, TOO_BIG } from '@glyphwatch/watchlist/disk';

export interface FileRuleFilesOptions {
  /** Nothing is written. */
  readonly isReadOnly?: boolean;
}

const RULES = /\.(ya?ml|json)$/i;
/** Beside the file: what it said before. */
const KEPT = '.previous';
const NEW_FILE_MODE = 0o644;

/** The rule file on this machine, which can be written, and those that it extends, which cannot. */
export class FileRuleFiles implements RuleFiles {
  readonly #path: string;
  readonly #isReadOnly: boolean;

  constructor(path: string, { isReadOnly = false }: FileRuleFilesOptions = {}) {
    this.#path = resolve(path);
    this.#isReadOnly = isReadOnly;
  }

  async read(): Promise<readonly RuleText[]> {
    const folder = new RuleFolder(this.#path);
    const text = this.#readRoot(folder);
    const editable = !this.#isReadOnly;
    const root = {
      name: this.#path,
      text: text ?? INITIAL_RULE_FILE,
      mark: markOf(text),
      editable,
    };
    if (text !== undefined) parseRuleFile(text, { name: this.#path, readNamed: folder.readNamed });
    const others = [...folder.texts]
      .filter(([name]) => name !== this.#path && RULES.test(name))
      .map(([name, other]) => ({ name, text: other, mark: markOf(other), editable: false }));
    return [root, ...others];
  }

  async write({ name, text }: Pick<RuleText, 'name' | 'text'>, mark: string): Promise<string> {
    if (this.#isReadOnly || name !== this.#path) {
      throw new GlyphwatchError(
        'watchlist-unavailable',
        `${basename(name)} is not written here. Copy the changes into it.`,
      );
    }
    try {
      await this.#replace(text, mark);
    } catch (error) {
      throw isGlyphwatchError(error) ? error : unwritable(this.#path, error);
    }
    return markOf(text);
  }

  /** Whole or not at all, whatever happens: written beside, then renamed. */
  async #replace(text: string, mark: string): Promise<void> {
    const path = await realpath(this.#path).catch(() => this.#path);
    const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
    try {
      const { mode } = await stat(path).catch(() => ({ mode: NEW_FILE_MODE }));
      await writeDown(beside, text);
      await chmod(beside, mode & 0o7777);
      // As late as can be, and nothing of this process in between: nobody locks a file that is edited by hand.
      this.#refuseOthers(mark);
      if (mark !== '') copyFileSync(path, path + KEPT);
      renameSync(beside, path);
      await syncFolder(dirname(path));
    } finally {
      await rm(beside, { force: true });
    }
  }

  #refuseOthers(mark: string): void {
    if (markOf(this.#readRoot(new RuleFolder(this.#path))) === mark) return;
    throw new GlyphwatchError(
      'rules-changed',
      `${this.#path} has changed since it was read. Compare the two, and save again.`,
    );
  }

  /** `undefined` if there is none. */
  #readRoot(folder: RuleFolder): string | undefined {
    try {
      return folder.readRoot();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw unreadable(this.#path, error);
    }
  }
}

function markOf(text: string | undefined): string {
  return text === undefined ? '' : createHash('sha256').update(text).digest('hex');
}

async function writeDown(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const folder = await open(path, constants.O_RDONLY).catch(() => undefined);
  await folder?.sync().finally(() => folder.close());
}

function unreadable(path: string, cause: unknown): GlyphwatchError {
  const why = codeOf(cause) === TOO_BIG ? 'is too large' : `cannot be read (${codeOf(cause)})`;
  return new GlyphwatchError('watchlist-unavailable', `${path} ${why}. Check it.`, { cause });
}

function unwritable(path: string, cause: unknown): GlyphwatchError {
  const message = `${path} cannot be written (${codeOf(cause)}). Check its folder, or copy the changes.`;
  return new GlyphwatchError('watchlist-unavailable', message, { cause });
}
