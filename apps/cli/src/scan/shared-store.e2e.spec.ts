import { randomUUID } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeWithServer, TcpProxy } from '@glyphwatch/postgres-result-store/testing';
import { EXIT } from '../terminal/exit-codes.ts';
import { pngOf } from '../testing/picture.ts';
import { RecordingHook } from '../testing/recording-hook.ts';
import { glyphwatch, type Run } from '../testing/run-command.ts';

const SLOW = 240_000;
/** What a killed process was about to tell is told by others when its lease has ended. */
const LEASE_MS = 60_000;
/** Longer than an image takes to be noticed and read, shorter than `watch` tries again. */
const AWAY_MS = 4_000;
const AT_FIRST = 16;
const LATER = 8;
/** Told by the process that is killed, before it is. */
const BEFORE_THE_KILL = 3;
/** With one worker, one image is read while the next is decoded. */
const IN_PROGRESS = 2;
const HOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const linesIn = (text: string): string[] => text.split('\n').slice(0, -1);

/** A process prints an image when it is done, whoever did it. */
class Watching {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #out = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stdout?.on('data', (text: string) => (this.#out += text));
  }

  get images(): readonly string[] {
    return linesIn(this.#out).map((line) => JSON.parse(line).image);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Once it has printed this many different images. */
  async hasDone(images: number): Promise<void> {
    const ended = this.#ended.then(() => {
      throw new Error(`it ended after ${this.images.length} images`);
    });
    const enough = async (): Promise<void> => {
      while (new Set(this.images).size < images) {
        await once(this.#child.stdout ?? this.#child, 'data');
      }
    };
    await Promise.race([enough(), ended]);
  }
}

describeWithServer('Several processes on one PostgreSQL', (server) => {
  let folder: string;
  let hook: RecordingHook;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'rules.yaml'), 'rules:\n  - id: gate\n    match: KEEP OUT\n');
    hook = await RecordingHook.open();
    env = { HOOK_SECRET, DB_URL: server().url };
    const schema = `test_${randomUUID().replaceAll('-', '')}`;
    for (const name of ['a', 'b']) {
      writeFileSync(
        join(folder, `${name}.yaml`),
        `rules: rules.yaml
store: { name: postgres, urlFrom: DB_URL, schema: ${schema} }
channels:
  hooks: { type: webhook, url: "${hook.urlOf(`/${name}`)}", secretFrom: HOOK_SECRET, allowPrivate: true, allowHttp: true }
`,
      );
    }
  });
  afterEach(async () => {
    await hook.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Run> =>
    glyphwatch(args, { cwd: folder, env, ...(onStart ? { onStart } : {}) });
  const put = async (from: number, count: number): Promise<void> => {
    for (let number = from; number < from + count; number += 1) {
      writeFileSync(join(folder, 'in', `${number}.png`), await pngOf(['KEEP OUT'], number));
    }
  };
  const watch = (name: string, onStart: (child: ChildProcess) => void): Promise<Run> =>
    run(
      ['watch', 'in', '--config', `${name}.yaml`, '--format', 'jsonl', '--workers', '1'],
      onStart,
    );
  const stored = async () => {
    const { out } = await run(['results', 'list', '--config', 'b.yaml', '--format', 'jsonl']);
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it(
    'share a folder: one is killed, and every image has one result and is told of, twice only around the kill',
    async () => {
      await put(0, AT_FIRST);
      const children: Watching[] = [];
      const start = (name: string) => watch(name, (child) => children.push(new Watching(child)));
      const first = start('a');
      await hook.until(() => hook.at('/a').length >= BEFORE_THE_KILL);
      // From here on it tells, and does not hear that it was heard.
      hook.fallSilent('/a');
      const answered = hook.at('/a').length;
      await hook.until(() => hook.at('/a').length > answered);
      const second = start('b');
      await hook.until(() => hook.at('/b').length > 0);
      const [killed, survivor] = children;
      killed?.kill('SIGKILL');
      await first;
      await put(AT_FIRST, LATER);
      await survivor?.hasDone(AT_FIRST + LATER);
      survivor?.kill('SIGINT');
      expect((await second).code).toBe(EXIT.interrupted);
      await pause(LEASE_MS);
      expect((await run(['scan', 'in', '--config', 'b.yaml'])).code).toBe(EXIT.done);

      const results = await stored();
      expect(results.map(({ status }) => status)).toEqual(Array(AT_FIRST + LATER).fill('MATCHED'));
      expect(new Set(hook.all).size).toBe(AT_FIRST + LATER);
      const twice = hook.all.filter((id, index) => hook.all.indexOf(id) !== index);
      const aroundTheKill = hook.at('/a').slice(answered - IN_PROGRESS);
      expect(aroundTheKill).toEqual(expect.arrayContaining(twice));
      expect(hook.at('/b').length).toBeGreaterThanOrEqual(LATER);
    },
    SLOW,
  );

  it(
    'go on watching when the server was away for a while',
    async () => {
      const proxy = await TcpProxy.open(server().port);
      env = { ...env, DB_URL: proxy.urlOf(server().url) };
      await put(0, 1);
      let watching: Watching | undefined;
      const run = watch('b', (child) => (watching = new Watching(child)));
      await watching?.hasDone(1);
      await proxy.cut();
      await put(1, 1);
      await pause(AWAY_MS);
      await proxy.mend();
      await watching?.hasDone(2);
      watching?.kill('SIGINT');
      const { code, out } = await run;
      expect(code).toBe(EXIT.interrupted);
      expect(linesIn(out).map((line) => JSON.parse(line).status)).toEqual(['MATCHED', 'MATCHED']);
      expect(new Set(hook.all).size).toBe(2);
      await proxy.cut();
    },
    SLOW,
  );
});
