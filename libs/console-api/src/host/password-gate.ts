import { GlyphwatchError } from '@glyphwatch/domain';
import { hashPassword, isPassword, type PasswordHash, readHash } from './password-hash.ts';
import type { Gate } from './serve-options.ts';

/** No colon, which ends it in a file and in HTTP's Basic scheme. */
const NAME = /^[^\p{C}\p{Z}:]{1,64}$/u;

export function isName(text: string): boolean {
  return NAME.test(text);
}

/** Those who are named in a file, with their passwords. */
export class PasswordGate implements Gate {
  readonly #people: ReadonlyMap<string, PasswordHash>;
  /** Unknown names take as long as known ones. */
  readonly #nobody: Promise<PasswordHash | undefined>;

  private constructor(people: ReadonlyMap<string, PasswordHash>) {
    this.#people = people;
    this.#nobody = hashPassword('').then(readHash);
  }

  /** Lines of `NAME:HASH`, and comments. Fails with `settings-invalid` and the number of the line; quotes none. */
  static parse(text: string, file: string): PasswordGate {
    const people = new Map<string, PasswordHash>();
    for (const [index, line] of text.split('\n').entries()) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const colon = trimmed.indexOf(':');
      const [name, hash] = [trimmed.slice(0, colon), readHash(trimmed.slice(colon + 1))];
      const at = `${file}:${index + 1}`;
      if (!isName(name) || !hash) {
        throw wrong(
          `${at} is not NAME:HASH with a strong hash. Write it with: glyphwatch config password NAME`,
        );
      }
      if (people.has(name)) throw wrong(`${at} names somebody a second time. Keep one line.`);
      people.set(name, hash);
    }
    if (people.size > 0) return new PasswordGate(people);
    throw wrong(
      `${file} names nobody. Add a line with: glyphwatch config password NAME >> ${file}`,
    );
  }

  async admit(name: string, password: string): Promise<string | undefined> {
    const known = this.#people.get(name);
    const checked = known ?? (await this.#nobody);
    const isRight = checked !== undefined && (await isPassword(password, checked));
    return isRight && known ? name : undefined;
  }
}

function wrong(message: string): GlyphwatchError {
  return new GlyphwatchError('settings-invalid', message);
}
