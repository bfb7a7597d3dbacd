import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { GROUPED } from './flood.ts';
import { sample, Yard } from './yard.ts';

const COMMAND = join(import.meta.dirname, '../../../cli/bin/glyphwatch.js');
const KEY = 'old/a+b (1) ü.jpg';

jest.setTimeout(120_000);

const WINDOW_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;

/** Before its deployment the pipeline gets no uploads. */
let isDeployed = false;
let yard: Yard;
beforeAll(async () => {
  yard = await Yard.open({
    deliver: async (event, bus) => {
      if (isDeployed) await bus.put(event);
    },
    ...GROUPED,
  });
  await yard.put(KEY, sample('yard/gate-3.jpg'));
  await yard.put('old/tree.jpg', sample('archive/lake.jpg'));
  await yard.put('old/notes.txt', 'no image');
});
afterAll(() => yard?.close());

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `glyphwatch` against this stack. */
function glyphwatchAws(...args: readonly string[]): Promise<Run> {
  const { endpoint, region } = yard.stack;
  return new Promise((done) => {
    const child = spawn(process.execPath, [COMMAND, 'aws', ...args], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.on('close', (code) => done({ code, out, err }));
  });
}

it('passes aws doctor, which checks the roles against the template’s policies', async () => {
  const { out, code } = await glyphwatchAws('doctor', '--format', 'json');
  const { findings }: { findings: { check: string; state: string }[] } = JSON.parse(out);
  const of = (state: string) =>
    findings.filter((each) => each.state === state).map(({ check }) => check);
  expect({ code, problems: of('problem') }).toEqual({ code: 0, problems: [] });
  // Not part of the local stack.
  expect(of('unknown')).toEqual(['quota', 'concurrency', 'alarms']);
  expect(of('ok')).toEqual(
    expect.arrayContaining([
      'bucket',
      'upload rule',
      'queue to function',
      'permissions',
      'rules',
      'subscribers',
    ]),
  );
});

it('backfills earlier images, once', async () => {
  const { out } = await glyphwatchAws('backfill', '--prefix', 'old/', '--yes', '--format', 'json');
  expect(JSON.parse(out)).toMatchObject({ images: 2, skipped: 1, cost: 0.002, sent: 2 });
  await yard.hasStatus(KEY, 'MATCHED');
  await yard.hasStatus('old/tree.jpg', 'NO_TEXT');
  await yard.settled();
  // People hear of a backfill as a whole.
  expect(yard.mailsAbout(KEY)).toHaveLength(0);
  await yard.pass(HOUR_MS);
  await yard.sweep();
  const rows = await yard.rows();
  expect(yard.mailsAbout(KEY)).toHaveLength(1);

  await glyphwatchAws('backfill', '--bucket', yard.bucket, '--yes');
  await yard.settled();
  await yard.pass(HOUR_MS);
  await yard.sweep();
  expect(yard.mailsAbout(KEY)).toHaveLength(1);
  expect(await yard.rows()).toEqual(rows);
});

it('lists and shows results', async () => {
  const matched = await glyphwatchAws(
    'results',
    'list',
    '--status',
    'MATCHED',
    '--format',
    'jsonl',
  );
  const [first = '', ...others] = matched.out.trim().split('\n');
  expect(JSON.parse(first)).toMatchObject({ image: `${yard.bucket}/${KEY}`, status: 'MATCHED' });
  expect(others).toEqual([]);
  expect((await glyphwatchAws('results', 'search', 'enter')).out).toContain(KEY);
  expect((await glyphwatchAws('results', 'show', KEY)).out).toContain('danger-sign');
});

it('silences a rule, shows what waits for it, and tells that when the silence is ended', async () => {
  const why = ['--because', 'reprint', '--by', 'ann'];
  await glyphwatchAws('silence', 'rule', 'danger-sign', '--for', '2h', ...why);
  const keys = ['late/one.jpg', 'late/two.jpg'];
  isDeployed = true;
  for (const key of keys) await yard.put(key, sample('yard/gate-3.jpg'));
  for (const key of keys) await yard.hasStatus(key, 'MATCHED');
  await yard.settled();
  const before = yard.mails();
  await yard.pass(WINDOW_MS);
  await yard.sweep();
  expect(yard.mails()).toEqual(before);
  const { out } = await glyphwatchAws('deliveries', 'list', '--state', 'waiting');
  expect(out).toMatch(/topic +waiting +2 of danger-sign +silence s-\S+ \(ann\), until /);

  const [silence] = await yard.outbox.silences();
  await glyphwatchAws('silence', 'end', silence?.id ?? '');
  await yard.sweep();
  expect(yard.mails().slice(before.length)).toEqual(['[HIGH] danger-sign: 2 images in late/']);
  const told = await glyphwatchAws('deliveries', 'list', '--channel', 'topic');
  expect(told.out).toMatch(/topic +told +2 of danger-sign/);
});

it('lists its subscribers with their filters, and takes no others', async () => {
  const { out } = await glyphwatchAws('subscribers', 'list');
  expect(out).toMatch(/guard@example\.com +confirmed +matches: everything\n/);
  expect(out).toMatch(/pumps@example\.com +confirmed +matches: rules pump-serial\n/);
  const { code, err } = await glyphwatchAws('subscribers', 'add', 'new@example.com');
  expect(code).toBe(2);
  expect(err).toContain('add this one there');
  await glyphwatchAws('subscribers', 'test', '--rule', 'pump-serial');
  const subjects = yard.stack.mailboxes.mails
    .filter(({ subject }) => subject.includes('this-is-only-a-test'))
    .map(({ to }) => to);
  expect(subjects.sort()).toEqual([
    'guard@example.com',
    'manager@example.com',
    'pumps@example.com',
  ]);
});

it('redrives its dead letters', async () => {
  await yard.stack.send(yard.stack.queue('UploadDeadLetters'), 'garbage');
  expect((await glyphwatchAws('dlq', 'show')).out).toContain('unreadable (7 characters)');
  const { out } = await glyphwatchAws('dlq', 'redrive', '--queue', 'uploads');
  expect(out).toContain('uploads: 1 message sent through the pipeline again');
  expect(await yard.deadLetters('UploadDeadLetters')).toEqual([]);
});
