import { spawnSync } from 'node:child_process';

const isInstalled = spawnSync('tesseract', ['--version']).status === 0;

/** Runs specs with the real command; without it, says so in a title and on the terminal. */
export function describeWithTesseract(name: string, specs: () => void): void {
  if (isInstalled) return describe(name, specs);
  const notice = `${name}: NOT TESTED, because the command tesseract is not installed (Debian: apt install tesseract-ocr)`;
  it(notice, () => void process.stderr.write(`${notice}\n`));
}
