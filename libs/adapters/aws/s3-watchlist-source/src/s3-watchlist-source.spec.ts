import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Fault, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { GlyphwatchError, layOutText } from '@glyphwatch/domain';
import { describeWatchlistSourceContract, failureOf } from '@glyphwatch/domain/contracts';
import { parseRuleFile, writeCompiled } from '@glyphwatch/watchlist';
import { startFauxqs } from 'fauxqs';
import { S3WatchlistSource, type S3WatchlistSourceOptions } from './index.ts';

const BUCKET = 'rules';
const KEY = 'teams/a+b/watch rules.yaml';
const SECOND = 1000;

async function open(options: Partial<S3WatchlistSourceOptions> = {}) {
  const s3 = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const proxy = await startFaultProxy(`http://127.0.0.1:${s3.port}`);
  const client = new S3Client({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const time = { now: 0 };
  const reported: string[] = [];
  const onProblem = (problem: string) => void reported.push(problem);
  const clock = () => time.now;
  const source = new S3WatchlistSource(client, {
    bucket: BUCKET,
    key: KEY,
    onProblem,
    checkEveryMs: 0,
    clock,
    ...options,
  });
  return {
    source,
    proxy,
    time,
    async write(Body: string | Uint8Array, Key = KEY) {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    },
    async remove(Key = KEY) {
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    },
    problems: () => reported,
    requests: () => proxy.seen.filter((seen) => seen === 'GET').length,
    async close() {
      client.destroy();
      await proxy.close();
      await s3.stop();
    },
  };
}

describeWatchlistSourceContract('S3WatchlistSource', () => open());

describe('S3WatchlistSource', () => {
  let subject: Awaited<ReturnType<typeof open>>;
  const rulesMatching = async (text: string): Promise<string[]> => {
    const { ruleMatches } = (await subject.source.current()).match(layOutText(text), {});
    return ruleMatches.map(({ ruleId }) => ruleId);
  };
  const refusal = (code: string, status: number): Fault => ({
    kind: 'answer',
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  });

  beforeEach(async () => {
    subject = await open({ checkEveryMs: 30 * SECOND });
  });
  afterEach(() => subject.close());

  it('asks S3 once for many images, and again when it is due', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    await Promise.all(Array.from({ length: 20 }, () => subject.source.current()));
    subject.time.now = 29 * SECOND;
    await subject.write('rules: [{id: b, match: EXIT}]');
    expect(await rulesMatching('EXIT')).toEqual(['a']);
    expect(subject.requests()).toBe(1);
    subject.time.now = 30 * SECOND;
    expect(await rulesMatching('EXIT')).toEqual(['b']);
    expect(subject.requests()).toBe(2);
  });

  it('returns the same watchlist while the object is unchanged', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    const first = await subject.source.current();
    subject.time.now = 60 * SECOND;
    expect(await subject.source.current()).toBe(first);
    subject.time.now = 120 * SECOND;
    subject.proxy.plan = () => ({ kind: 'answer', status: 304 });
    expect(await subject.source.current()).toBe(first);
    expect(subject.requests()).toBe(3);
    expect(subject.problems()).toEqual([]);
  });

  for (const [code, status] of [
    ['SlowDown', 503],
    ['AccessDenied', 403],
    ['NoSuchKey', 404],
    ['NoSuchBucket', 404],
  ] as const) {
    it(`keeps the rules in force during a lasting ${code}, and reports it once`, async () => {
      await subject.write('rules: [{id: a, match: EXIT}]');
      await subject.source.current();
      subject.proxy.plan = () => refusal(code, status);
      for (let look = 1; look <= 3; look += 1) {
        subject.time.now = look * 30 * SECOND;
        expect(await rulesMatching('EXIT')).toEqual(['a']);
      }
      expect(subject.problems()).toEqual([expect.stringContaining('last good rules stay')]);
      subject.proxy.plan = () => undefined;
      subject.time.now = 120 * SECOND;
      await subject.source.current();
      subject.proxy.plan = () => refusal(code, status);
      subject.time.now = 150 * SECOND;
      await subject.source.current();
      expect(subject.problems()).toHaveLength(2);
    });

    it(`fails with watchlist-unavailable on ${code} when there are no rules yet`, async () => {
      subject.proxy.plan = () => refusal(code, status);
      const { cause } = await failureOf(subject.source.current(), 'watchlist-unavailable');
      expect(cause).toBeDefined();
      await failureOf(subject.source.current(), 'watchlist-unavailable');
      expect(subject.requests()).toBe(1);
      subject.proxy.plan = () => undefined;
      await subject.write('rules: [{id: a, match: EXIT}]');
      subject.time.now = SECOND;
      expect(await rulesMatching('EXIT')).toEqual(['a']);
    });
  }

  it('notices a change of an extended object, and keeps the rules when it is gone', async () => {
    await subject.write('rules: [{id: base, match: EXIT}]', 'teams/base.yaml');
    await subject.write('extend: ../base.yaml');
    expect(await rulesMatching('EXIT')).toEqual(['base']);
    await subject.write('rules: [{id: changed, match: EXIT}]', 'teams/base.yaml');
    subject.time.now = 30 * SECOND;
    expect(await rulesMatching('EXIT')).toEqual(['changed']);
    await subject.remove('teams/base.yaml');
    subject.time.now = 60 * SECOND;
    expect(await rulesMatching('EXIT')).toEqual(['changed']);
    expect(subject.problems().join()).toContain('extend: names a file that does not exist');
  });

  it('notices a change of a word list, and reports its mistakes by its own lines', async () => {
    const rules = 'rules: [{id: a, match: {values: {file: lists/plates.csv, column: plate}}}]';
    const list = 'teams/a+b/lists/plates.csv';
    await subject.write('id,plate\n1,AB12 CDE\n', list);
    await subject.write(rules);
    expect(await rulesMatching('AB12 CDE')).toEqual(['a']);
    const before = subject.requests();
    await subject.write('id,plate\n1,XK47 WFM\n', list);
    subject.time.now = 30 * SECOND;
    expect(await rulesMatching('XK47 WFM')).toEqual(['a']);
    expect(subject.requests() - before).toBe(2);
    await subject.write('id,plate\n1,XK47 WFM\n2,---\n', list);
    subject.time.now = 60 * SECOND;
    expect(await rulesMatching('XK47 WFM')).toEqual(['a']);
    expect(subject.problems()).toEqual([expect.stringContaining('plates.csv:3: needs a letter')]);
  });

  it('does not take a word list for rules that extend others', async () => {
    await subject.write('extend: nothing.yaml\n', 'teams/a+b/words.txt');
    await subject.write('rules: [{id: a, match: {values: {file: words.txt}}}]');
    expect(await rulesMatching('extend: nothing.yaml')).toEqual(['a']);
    expect(subject.requests()).toBe(2);
  });

  it('reports a broken change once, with every problem', async () => {
    await subject.write('rules: [{id: a, match: EXIT}]');
    await subject.source.current();
    await subject.write('rules:\n  - {id: a, mach: EXIT}\n  - {id: a, match: 7}\n');
    for (const seconds of [30, 60, 90]) {
      subject.time.now = seconds * SECOND;
      expect(await rulesMatching('EXIT')).toEqual(['a']);
    }
    expect(subject.problems()).toHaveLength(1);
    expect(subject.problems()[0]).toMatch(/rules\.yaml:2: [^]*rules\.yaml:3: /);
  });

  it('reports again what is wrong with the first rules after an outage', async () => {
    await subject.write('rules: [{id: a, mach: EXIT}]');
    await failureOf(subject.source.current(), 'watchlist-invalid');
    subject.proxy.plan = () => refusal('SlowDown', 503);
    subject.time.now = SECOND;
    await failureOf(subject.source.current(), 'watchlist-unavailable');
    subject.proxy.plan = () => undefined;
    subject.time.now = 2 * SECOND;
    await failureOf(subject.source.current(), 'watchlist-invalid');
  });

  it('gives up on a body that never ends', async () => {
    await subject.close();
    subject = await open({ timeoutMs: 500 });
    await subject.write('rules: [{id: a, match: EXIT}]');
    subject.proxy.plan = () => ({ kind: 'stall-answer' });
    await failureOf(subject.source.current(), 'watchlist-unavailable');
  });

  it('refuses an oversized object without reading it', async () => {
    const body = ' '.repeat(64 * 1024 * 1024 + 1);
    subject.proxy.plan = () => ({ kind: 'answer', status: 200, body });
    await failureOf(subject.source.current(), 'watchlist-invalid');
  });

  it('refuses bytes that are not text', async () => {
    await subject.write(Uint8Array.of(0x72, 0xff, 0xfe, 0x00));
    const { message } = await failureOf(subject.source.current(), 'watchlist-invalid');
    expect(message).toContain('UTF-8');
  });
});

describe('the key for the hashes of sensitive matches', () => {
  let asked = 0;
  let failure: GlyphwatchError | undefined;
  let subject: Awaited<ReturnType<typeof open>>;
  const hashesOf = async (text: string) => {
    const { ruleMatches } = (await subject.source.current()).match(layOutText(text), {});
    return ruleMatches.flatMap(({ matches }) => matches.map(({ keyedHash }) => keyedHash));
  };

  beforeEach(async () => {
    [asked, failure] = [0, undefined];
    subject = await open({
      hashKey: async () => {
        asked += 1;
        if (failure) throw failure;
        return 'k3y';
      },
    });
  });
  afterEach(() => subject.close());

  it('is not requested while no rule is sensitive', async () => {
    await subject.write(
      'rules: [{id: a, match: EXIT}, {id: b, match: OUT, sensitive: true, enabled: false}]',
    );
    expect(await hashesOf('EXIT')).toEqual([undefined]);
    expect(asked).toBe(0);
  });

  it('hashes what sensitive rules match', async () => {
    await subject.write('rules: [{id: a, match: EXIT, sensitive: true}]');
    expect(await hashesOf('EXIT')).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it('is required: without it the rules do not take effect', async () => {
    failure = new GlyphwatchError('watchlist-unavailable', 'The secret is away.');
    await subject.write('rules: [{id: a, match: EXIT, sensitive: true}]');
    const { message } = await failureOf(subject.source.current(), 'watchlist-unavailable');
    expect(message).toBe('The secret is away.');
    failure = undefined;
    expect(await hashesOf('EXIT')).toHaveLength(1);
  });
});

describe('rules in compiled form', () => {
  const COMPILED = `${KEY}.gwlist`;
  const PARTS = 'teams/a+b/parts.yaml';
  const RULES = 'extend: parts.yaml\nrules: [{id: a, match: EXIT}]';
  const MORE = 'rules: [{id: b, match: OUT}]';
  let subject: Awaited<ReturnType<typeof open>>;
  const rulesFor = async (text: string) =>
    (await subject.source.current())
      .match(layOutText(text), {})
      .ruleMatches.map(({ ruleId }) => ruleId);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  /** Of other rules than the files', so that it shows which of the two are in force. */
  const compiled = (): Uint8Array => {
    const { ruleSet } = parseRuleFile('rules: [{id: compiled, match: EXIT}]', { name: '' });
    if (!ruleSet) throw new Error('no rules');
    return writeCompiled(ruleSet, [
      { path: 'watch rules.yaml', sha256: sha256(RULES) },
      { path: 'parts.yaml', sha256: sha256(MORE) },
    ]);
  };

  beforeEach(async () => {
    subject = await open({ compiledKey: COMPILED });
    await subject.write(RULES);
    await subject.write(MORE, PARTS);
    await subject.write(compiled(), COMPILED);
  });
  afterEach(() => subject.close());

  it('are in force if they were compiled from these very files', async () => {
    expect(await rulesFor('EXIT OUT')).toEqual(['compiled']);
    expect(subject.problems()).toEqual([]);
  });

  it('may come from word lists, and are in force while those say the same', async () => {
    const lists = {
      'words.txt': '# stolen\nAB12 CDE\n',
      'plates.csv': 'plate;owner\nXY34 ZZZ;me\n',
    };
    const rules =
      'rules:\n  - {id: words, match: {values: {file: words.txt}}}\n' +
      '  - {id: plates, match: {values: {file: plates.csv, column: plate}}}\n';
    const { ruleSet } = parseRuleFile(rules, {
      name: 'watch rules.yaml',
      readNamed: (path) => ({ name: path, text: lists[path as keyof typeof lists] }),
    });
    if (!ruleSet) throw new Error('no rules');
    const files = Object.entries({ 'watch rules.yaml': rules, ...lists });
    const sources = files.map(([path, text]) => ({ path, sha256: sha256(text) }));
    const marked = ruleSet.rules.map((rule) => ({ ...rule, id: `compiled-${rule.id}` }));
    await subject.write(rules);
    for (const [name, text] of Object.entries(lists))
      await subject.write(text, `teams/a+b/${name}`);
    await subject.write(writeCompiled({ ...ruleSet, rules: marked }, sources), COMPILED);
    expect(await rulesFor('AB12 CDE XY34 ZZZ')).toEqual(['compiled-words', 'compiled-plates']);
    expect(subject.problems()).toEqual([]);
    await subject.write('AB12 CDE\nKEEP OUT\n', 'teams/a+b/words.txt');
    expect(await rulesFor('KEEP OUT XY34 ZZZ')).toEqual(['words', 'plates']);
    expect(subject.problems()).toEqual([]);
  });

  it('are not while any of the files says something else', async () => {
    await subject.write('rules: [{id: c, match: OUT}]', PARTS);
    expect(await rulesFor('EXIT OUT')).toEqual(['c', 'a']);
    expect(subject.problems()).toEqual([]);
  });

  it('are no longer once a file changes, and the files count, even when they change back', async () => {
    expect(await rulesFor('EXIT OUT')).toEqual(['compiled']);
    await subject.write('rules: [{id: d, match: EXIT}]');
    expect(await rulesFor('EXIT OUT')).toEqual(['d']);
    await subject.write(RULES);
    expect(await rulesFor('EXIT OUT')).toEqual(['b', 'a']);
  });

  it('are compiled anew, with one report, if they are damaged', async () => {
    await subject.write(compiled().fill(7, 200, 210), COMPILED);
    expect(await rulesFor('EXIT OUT')).toEqual(['b', 'a']);
    await rulesFor('EXIT');
    expect(subject.problems()).toEqual([expect.stringContaining('is damaged')]);
  });

  it('are compiled anew if they are of another version, which is no problem of the rules', async () => {
    const outdated: string[] = [];
    const other = Buffer.from(compiled());
    const [version = ''] = /(?<="engine":")[^"]+/.exec(other.toString('latin1')) ?? [];
    other.write('x'.repeat(version.length), other.indexOf(version));
    createHash('sha256').update(other.subarray(40)).digest().copy(other, 8);
    await subject.close();
    subject = await open({
      compiledKey: COMPILED,
      onOutdated: (notice) => void outdated.push(notice),
    });
    await subject.write(RULES);
    await subject.write(MORE, PARTS);
    await subject.write(other, COMPILED);
    expect(await rulesFor('EXIT OUT')).toEqual(['b', 'a']);
    expect(outdated).toEqual([expect.stringContaining('is of another version')]);
    expect(subject.problems()).toEqual([]);
  });

  it('are compiled anew, with one report, if there are none', async () => {
    await subject.remove(COMPILED);
    expect(await rulesFor('EXIT OUT')).toEqual(['b', 'a']);
    expect(subject.problems()).toEqual([expect.stringContaining('cannot be read')]);
  });
});
