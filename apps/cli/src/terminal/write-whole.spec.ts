import { execFileSync, spawn } from 'node:child_process';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { inTemporaryFolder } from '../testing/run-command.ts';
import { writeWhole } from './write-whole.ts';

const put = (path: string, content: string) => writeWhole(path, (file) => writeFile(file, content));

it('replaces a file only once the new one is complete', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'known.json');
    await put(path, 'old');
    const failed = writeWhole(path, async (file) => {
      await writeFile(file, 'half');
      throw new Error('disk');
    });
    await expect(failed).rejects.toThrow('disk');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['known.json']);
  }));

it('writes beside the file under a name that nobody can guess, for the owner alone', () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'known.json');
    const seen = new Set<string>();
    for (const content of ['a', 'b']) {
      await writeWhole(path, async (file) => {
        seen.add(file);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        await writeFile(file, content);
      });
    }
    expect(seen.size).toBe(2);
    for (const name of seen) expect(name).toMatch(/[\da-f]{8}-[\da-f]{4}-4/);
  }));

it('follows a link, which stays one', () =>
  inTemporaryFolder(async (folder) => {
    const [link, target] = [join(folder, 'link'), join(folder, 'target')];
    writeFileSync(target, 'old');
    symlinkSync(target, link);
    await put(link, 'new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('new');
  }));

it('writes to a pipe, as to a device, and does not put a file in its place', () =>
  inTemporaryFolder(async (folder) => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    const [read] = await Promise.all([text(reader.stdout), put(pipe, 'rows')]);
    expect(read).toBe('rows');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  }));
