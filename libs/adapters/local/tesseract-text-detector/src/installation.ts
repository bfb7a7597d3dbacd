import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { runCommand } from './run-command.ts';

export interface InstallationOptions {
  readonly command: string;
  /** Tesseract's names: `deu`. */
  readonly data: readonly string[];
  /** Folder with `deu.traineddata`; default: Tesseract's own. */
  readonly tessdata?: string | undefined;
}

export interface Installation {
  /** `5.3.0` */
  readonly version: string;
  /** The version, and the data of each language with the start of its SHA-256. */
  readonly identity: string;
}

/** Fails with `detector-misconfigured`, which names the command, or all data that is missing and how to get it. */
export async function findInstallation(options: InstallationOptions): Promise<Installation> {
  const { command, data } = options;
  const { stdout } = await runCommand(command, ['--version']);
  const version = /^tesseract v?(\S+)/m.exec(stdout)?.[1] ?? 'unknown';
  const { folder, installed } = await listLanguages(options);
  const missing = data.filter((name) => !installed.includes(name));
  if (missing.length > 0) {
    throw new GlyphwatchError('detector-misconfigured', advice(missing, folder));
  }
  const hashes = await Promise.all(data.map((name) => hashOf(folder, name)));
  return { version, identity: [`tesseract`, version, hashes.join('+')].join('/') };
}

async function listLanguages({ command, tessdata }: InstallationOptions) {
  const args = [...folderArguments(tessdata), '--list-langs'];
  const { stdout, stderr } = await runCommand(command, args);
  const folder = /"([^"]*)"/.exec(stdout || stderr)?.[1] ?? '';
  return { folder, installed: (stdout || stderr).split(/\r?\n/).slice(1) };
}

export function folderArguments(tessdata: string | undefined): readonly string[] {
  return tessdata === undefined ? [] : ['--tessdata-dir', tessdata];
}

function advice(missing: readonly string[], folder: string): string {
  const packages = missing.map((name) => `tesseract-ocr-${name.replaceAll('_', '-')}`);
  const files = missing.map((name) => `${name}.traineddata`);
  return [
    `Tesseract has no data for ${missing.join(', ')}.`,
    `Install it (Debian: apt install ${packages.join(' ')}; macOS: brew install tesseract-lang),`,
    `or put ${files.join(', ')} of https://github.com/tesseract-ocr/tessdata_fast into ${folder}`,
  ].join(' ');
}

/** Data of the same name comes in several qualities. */
async function hashOf(folder: string, name: string): Promise<string> {
  const bytes = await readFile(join(folder, `${name}.traineddata`)).catch(() => undefined);
  if (!bytes) return name;
  return `${name}=${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
}
