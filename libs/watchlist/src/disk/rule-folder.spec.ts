import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, RuleFolder } from './index.ts';
import { MAX_BYTES } from './read-text.ts';

let outside: string;
let folder: string;

beforeEach(() => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'glyphwatch-outside-')));
  folder = join(outside, 'rules');
  mkdirSync(join(folder, 'deep'), { recursive: true });
  writeFileSync(join(folder, 'rules.yaml'), 'root');
  writeFileSync(join(outside, 'secret.yaml'), 'a secret');
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

const put = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
  // Long ago, so that a later write shows.
  utimesSync(join(folder, name), 1, 1);
};
const readNamed = (path: string, from = 'rules.yaml') =>
  new RuleFolder('rules.yaml', folder).readNamed(path, from);

describe('a file that a rule file names', () => {
  it('is relative to whichever file names it', () => {
    put('words.txt', 'top');
    put('deep/words.txt', 'deep');
    expect(readNamed('deep/words.txt')).toEqual({ name: 'deep/words.txt', text: 'deep' });
    expect(readNamed('words.txt', 'deep/more.yaml')).toMatchObject({ text: 'deep' });
    expect(readNamed('../words.txt', 'deep/more.yaml')).toEqual({ name: 'words.txt', text: 'top' });
    expect(readNamed(join(folder, 'words.txt'))).toMatchObject({ text: 'top' });
  });

  it('may be a link within the folder, and the folder may be one', () => {
    put('words.txt', 'top');
    symlinkSync('words.txt', join(folder, 'link.txt'));
    expect(readNamed('link.txt')).toMatchObject({ text: 'top' });
    symlinkSync('rules', join(outside, 'alias'));
    const aliased = new RuleFolder('rules.yaml', join(outside, 'alias'));
    expect(aliased.readNamed('link.txt', 'rules.yaml')).toMatchObject({ text: 'top' });
  });

  it('is undefined if there is none', () => {
    expect(readNamed('none.txt')).toBeUndefined();
    expect(readNamed('rules.yaml/none.txt')).toBeUndefined();
  });

  it('is refused outside the folder, whether it exists or not, and by whatever way', () => {
    symlinkSync(outside, join(folder, 'up'));
    symlinkSync(join(outside, 'secret.yaml'), join(folder, 'link.yaml'));
    mkdirSync(join(outside, 'rules-2'));
    writeFileSync(join(outside, 'rules-2/a.yaml'), 'a secret');
    for (const path of [
      '../secret.yaml',
      '../none.yaml',
      join(outside, 'secret.yaml'),
      '/etc/shadow',
      'up/secret.yaml',
      'link.yaml',
      '../rules-2/a.yaml',
      '../rules',
      '.',
    ]) {
      const refused = 'names a file outside the folder of the rules: move it there';
      expect([path, readNamed(path)]).toEqual([path, { refused }]);
    }
  });

  it('is refused unless it is a regular file, without waiting for it', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const path of ['pipe', 'deep']) {
      const refused = 'names a folder, a pipe or a device: name a file';
      expect(readNamed(path)).toEqual({ refused });
    }
  });

  it('is refused if it is too large', () => {
    put('huge.txt', '');
    truncateSync(join(folder, 'huge.txt'), MAX_BYTES + 1);
    expect(readNamed('huge.txt')).toEqual({ refused: 'names a file of more than 64 MB: split it' });
  });

  it('becomes a NUL, which no parser accepts, if it is not text', () => {
    writeFileSync(join(folder, 'words.txt'), Uint8Array.from([0xff, 0xfe, 0x41, 0x00]));
    expect(readNamed('words.txt')).toMatchObject({ text: '\0' });
  });
});

describe('the rule file itself', () => {
  it('may be anywhere, and a pipe, which is read once', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const rules = new RuleFolder('pipe', folder);
    spawn('sh', ['-c', 'echo "rules: []" > pipe'], { cwd: folder, stdio: 'ignore' });
    expect(rules.readRoot()).toBe('rules: []\n');
    expect(await rules.hasChanged()).toBe(false);
  });

  it('fails with the code of the system, or of one that is too large, such as a device that never ends', () => {
    const failureOf = (path: string): string => {
      try {
        return new RuleFolder(path, folder).readRoot();
      } catch (error) {
        return codeOf(error);
      }
    };
    expect(failureOf('none.yaml')).toBe('ENOENT');
    expect(failureOf('deep')).toBe('EISDIR');
    expect(failureOf('/dev/zero')).toBe('EFBIG');
  });
});

describe('a change', () => {
  const read = (): RuleFolder => {
    const files = new RuleFolder('rules.yaml', folder);
    files.readRoot();
    files.readNamed('words.txt', 'rules.yaml');
    return files;
  };

  beforeEach(() => {
    put('rules.yaml', 'root');
    put('words.txt', 'A1');
  });

  it('is none while nothing is written', async () => {
    const files = read();
    expect(await files.hasChanged()).toBe(false);
    expect(read().saysTheSameAs(files)).toBe(true);
    expect([...files.texts.values()]).toEqual(['root', 'A1']);
  });

  it('is a named file that is written, removed or was written just now', async () => {
    for (const change of [
      () => put('words.txt', 'B2'),
      () => rmSync(join(folder, 'words.txt')),
      () => writeFileSync(join(folder, 'words.txt'), 'A1'),
    ]) {
      put('words.txt', 'A1');
      const files = read();
      change();
      expect(await files.hasChanged()).toBe(true);
    }
  });

  it('may leave the texts as they were', () => {
    const before = read();
    put('words.txt', 'A1');
    expect(read().saysTheSameAs(before)).toBe(true);
    put('words.txt', 'B2');
    expect(read().saysTheSameAs(before)).toBe(false);
    put('words.txt', 'A1');
    rmSync(join(folder, 'words.txt'));
    expect(read().saysTheSameAs(before)).toBe(false);
  });
});
