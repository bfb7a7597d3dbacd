import { chmod, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  deleteFolder,
  describeRuleFilesContract,
  failureOf,
  newFolder,
  withFolder,
} from '@glyphwatch/domain/contracts';
import { FileRuleFiles } from './index.ts';

const RULES = 'rules: [{ id: gate, match: EXIT }]\n';

describeRuleFilesContract('FileRuleFiles', async () => {
  const folder = await newFolder();
  const path = join(folder, 'watch-rules.yaml');
  return {
    files: new FileRuleFiles(path),
    edit: (text) => writeFile(path, text),
    remove: () => rm(path),
    kept: () => readFile(`${path}.previous`, 'utf8').catch(() => undefined),
    close: () => deleteFolder(folder),
  };
});

it('shows the files that are extended, but writes none of them', () =>
  withFolder(async (folder) => {
    const [path, base] = [join(folder, 'rules.yaml'), join(folder, 'base.yaml')];
    await writeFile(base, RULES);
    await writeFile(path, 'extend: base.yaml\n');
    const files = new FileRuleFiles(path);
    const read = await files.read();
    expect(read).toMatchObject([
      { name: path, editable: true },
      { name: base, text: RULES, editable: false },
    ]);
    const mark = read[1]?.mark ?? '';
    await failureOf(files.write({ name: base, text: '' }, mark), 'watchlist-unavailable');
    expect(await readFile(base, 'utf8')).toBe(RULES);
  }));

it('keeps the mode of the file, and a link a link', () =>
  withFolder(async (folder) => {
    const [real, path] = [join(folder, 'real.yaml'), join(folder, 'rules.yaml')];
    await writeFile(real, RULES);
    await chmod(real, 0o640);
    await symlink(real, path);
    const files = new FileRuleFiles(path);
    const [{ name = '', mark = '' } = {}] = await files.read();
    await files.write({ name, text: `# new\n${RULES}` }, mark);
    expect(await readFile(real, 'utf8')).toBe(`# new\n${RULES}`);
    expect((await stat(real)).mode & 0o777).toBe(0o640);
  }));

it('writes nothing when it is read-only', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'rules.yaml');
    await writeFile(path, RULES);
    const files = new FileRuleFiles(path, { isReadOnly: true });
    const [{ name = '', mark = '', editable } = {}] = await files.read();
    expect(editable).toBe(false);
    await failureOf(files.write({ name, text: '' }, mark), 'watchlist-unavailable');
    expect(await readFile(path, 'utf8')).toBe(RULES);
  }));
