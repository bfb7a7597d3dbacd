import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OPENERS: Partial<Readonly<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
const OTHER_OPENER = ['xdg-open'];
const OWNER_ONLY = 0o600;

/**
 * Opens an address in the browser by way of a file that only its owner can read: other users see the arguments of programs, and this
 * address lets in. Resolves to what removes the file.
 */
export function openBrowser(address: string, onFailure: () => void): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  const file = join(folder, 'open.html');
  const page = `<!doctype html><meta charset="utf-8"><script>location.replace(${JSON.stringify(address)})</script>`;
  writeFileSync(file, page, { mode: OWNER_ONLY });
  const [command = '', ...args] = OPENERS[process.platform] ?? OTHER_OPENER;
  const child = spawn(command, [...args, file], { stdio: 'ignore', detached: true });
  child.on('error', onFailure);
  child.unref();
  return () => rmSync(folder, { recursive: true, force: true });
}
