import { spawnSync } from 'node:child_process';

const isInstalled = spawnSync('tesseract', ['--version']).status === 0;

/** Runs specs with the real command; without it, they are reported as skipped. */
export function describeWithTesseract(name: string, specs: () => void): void {
  const describeHere = isInstalled ? describe : describe.skip;
  describeHere(`${name} (apt install tesseract-ocr)`, specs);
}
