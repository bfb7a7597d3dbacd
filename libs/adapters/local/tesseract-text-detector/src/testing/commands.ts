import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A command whose behavior can be changed while it is used: a script of the shell. */
export class ChangingCommand {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tesseract-'));
  readonly path = join(this.#folder, 'tesseract');

  constructor() {
    this.becomes('exec tesseract "$@"');
  }

  becomes(script: string): void {
    writeFileSync(this.path, `#!/bin/sh\n${script}\n`);
    chmodSync(this.path, 0o755);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
