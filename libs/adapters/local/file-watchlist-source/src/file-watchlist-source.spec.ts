import { mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode, layOutText } from '@glyphwatch/domain';
import { describeWatchlistSourceContract } from '@glyphwatch/domain/contracts';
import { FileWatchlistSource } from './file-watchlist-source.ts';

const open = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'glyphwatch-rules-'));
  const path = join(folder, 'rules.yaml');
  const reported: string[] = [];
  const onProblem = (problem: string) => {
    reported.push(problem);
  };
  return {
    folder,
    path,
    source: new FileWatchlistSource(path, { onProblem }),
    write: (rules: string) => writeFile(path, rules),
    remove: () => rm(path),
    problems: () => reported,
    close: () => rm(folder, { recursive: true }),
  };
};

describeWatchlistSourceContract('FileWatchlistSource', open);

describe('FileWatchlistSource', () => {
  let subject: Awaited<ReturnType<typeof open>>;
  const rulesMatching = async (text: string): Promise<string[]> => {
    const { ruleMatches } = (await subject.source.current()).match(layOutText(text), {});
    return ruleMatches.map(({ ruleId }) => ruleId);
  };
  const failure = async (): Promise<unknown> => {
    try {
      return await subject.source.current();
    } catch (error) {
      return error;
    }
  };

  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  it('returns the same watchlist while nothing changes', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    const [one, two] = await Promise.all([subject.source.current(), subject.source.current()]);
    expect(two).toBe(one);
  });

  it('notices a change of equal length right after the last check', async () => {
    for (const word of ['EXIT', 'DOOR', 'GATE', 'YARD', 'EXIT']) {
      await subject.write(`rules: [{id: a, match: ${word}}]`);
      expect(await rulesMatching(word)).toEqual(['a']);
    }
  });

  it('notices a file that replaces the old one', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    await subject.source.current();
    await writeFile(`${subject.path}.new`, 'rules: [{id: b, match: EXIT}]');
    await rename(`${subject.path}.new`, subject.path);
    expect(await rulesMatching('EXIT')).toEqual(['b']);
  });

  it('notices a change of an extended file, and one that comes back', async () => {
    const base = join(subject.folder, 'base.yaml');
    await writeFile(base, 'rules: [{id: base, match: EXIT}]');
    await subject.write('extend: ./base.yaml');
    expect(await rulesMatching('EXIT')).toEqual(['base']);
    await writeFile(base, 'rules: [{id: changed, match: EXIT}]');
    expect(await rulesMatching('EXIT')).toEqual(['changed']);
    await rm(base);
    expect(await rulesMatching('EXIT')).toEqual(['changed']);
    expect(subject.problems().join()).toContain('extend: names a file that does not exist');
    await writeFile(base, 'rules: [{id: back, match: EXIT}]');
    expect(await rulesMatching('EXIT')).toEqual(['back']);
  });

  it('notices a change of a word list, and reports its mistakes by its own lines', async () => {
    const list = join(subject.folder, 'words.txt');
    await writeFile(list, 'EXIT\n');
    await subject.write('rules: [{id: a, match: {values: {file: words.txt}}}]');
    const { version } = await subject.source.current();
    expect(await rulesMatching('EXIT')).toEqual(['a']);
    await writeFile(list, 'DOOR\n');
    expect(await rulesMatching('DOOR')).toEqual(['a']);
    expect(await rulesMatching('EXIT')).toEqual([]);
    expect((await subject.source.current()).version).not.toBe(version);
    await writeFile(list, 'DOOR\n---\n');
    expect(await rulesMatching('DOOR')).toEqual(['a']);
    expect(subject.problems()).toEqual([expect.stringContaining('words.txt:2: needs a letter')]);
  });

  it('reads nothing outside the folder of the rules', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'glyphwatch-outside-'));
    await writeFile(join(outside, 'words.txt'), 'root:secret\n');
    const path = JSON.stringify(join(outside, 'words.txt'));
    await subject.write(`extend: ${path}\nrules: [{id: a, match: {values: {file: ${path}}}}]`);
    const told = String(await failure());
    expect(told).toMatch(/extend: names a file outside[^]*values\.file: names a file outside/);
    expect(told).not.toContain('secret');
    await rm(outside, { recursive: true });
  });

  it('reports a broken change once, with every problem', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    await subject.source.current();
    await subject.write('rules:\n  - {id: a, mach: EXIT}\n  - {id: a, match: 7}\n');
    for (let look = 0; look < 3; look += 1) expect(await rulesMatching('EXIT')).toEqual(['a']);
    expect(subject.problems()).toHaveLength(1);
    expect(subject.problems()[0]).toContain('rules.yaml:2: rules[0].mach: is an unknown key');
    expect(subject.problems()[0]).toContain('rules.yaml:3: rules[1].match: must be text');
    expect(subject.problems()[0]).toContain('The last good rules stay in force.');
  });

  it('lists all problems when the first rules are broken', async () => {
    await subject.write('rules:\n  - {id: a, mach: EXIT}\n  - {id: a, match: 7}\n');
    const error = await failure();
    expect(errorCode(error)).toBe('watchlist-invalid');
    expect(String(error)).toMatch(/rules\.yaml:2: [^]*rules\.yaml:3: /);
  });

  it('does not treat an emptied file as an empty list', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    await subject.source.current();
    await truncate(subject.path, 0);
    expect(await rulesMatching('EXIT')).toEqual(['a']);
    await subject.write('rules:\n');
    expect(await rulesMatching('EXIT')).toEqual(['a']);
    expect(subject.problems()).toHaveLength(2);
  });

  it('keeps the rules of a removed file, and reports it', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    await subject.source.current();
    await rm(subject.path);
    expect(await rulesMatching('EXIT')).toEqual(['a']);
    expect(await rulesMatching('EXIT')).toEqual(['a']);
    expect(subject.problems()).toEqual([expect.stringContaining('Cannot read the rule file')]);
  });

  it('rejects bytes that are not text', async () => {
    await writeFile(subject.path, Uint8Array.from([0x72, 0xff, 0xfe, 0x00]));
    expect(String(await failure())).toContain('is not a text file: save it as UTF-8');
  });

  it('explains a missing file', async () => {
    expect(String(await failure())).toMatch(/Cannot read the rule file .*no such file/);
  });

  it('fails with watchlist-unavailable and the cause if the file is a folder', async () => {
    const source = new FileWatchlistSource(subject.folder, { onProblem: () => undefined });
    const error = await source.current().catch((cause: unknown) => cause);
    expect(errorCode(error)).toBe('watchlist-unavailable');
    expect(error).toMatchObject({ cause: { code: 'EISDIR' } });
  });

  it('rejects a file that extends itself', async () => {
    await subject.write('extend: rules.yaml');
    expect(String(await failure())).toContain('extends itself');
  });
});
