import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NewDelivery, type Notification, NO_TURN } from '@glyphwatch/domain';
import { sampleDelivery, sampleRecord, sampleUpload } from '@glyphwatch/domain/contracts';
import {
  openDatabase,
  SqliteAlertReviews,
  SqliteDeliveries,
  SqliteResultStore,
} from '@glyphwatch/sqlite-result-store';
import { buildProgram } from '../../program.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { inTemporaryFolder } from '../../testing/run-command.ts';

interface Shop {
  run(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  readonly deliveries: SqliteDeliveries;
  readonly store: SqliteResultStore;
  readonly reviews: SqliteAlertReviews;
  add(
    channel: string,
    about?: Partial<NewDelivery>,
    notification?: Partial<Notification>,
  ): Promise<NewDelivery>;
}

/** A folder with settings and deliveries, and the command that looks at them. */
function inShop(work: (shop: Shop, cwd: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (cwd) => {
    writeFileSync(join(cwd, 'glyphwatch.yaml'), 'store: results.db\n');
    const database = openDatabase(join(cwd, 'results.db'));
    database.open();
    const deliveries = new SqliteDeliveries(database);
    const store = new SqliteResultStore(database);
    const reviews = new SqliteAlertReviews(database);
    const run = async (...args: string[]) => {
      const io = fakeIo({ cwd });
      let code: number = EXIT.done;
      const program = buildProgram(io, (ended) => (code = ended));
      await program.parseAsync(args, { from: 'user' });
      return { code, out: io.out(), err: io.err() };
    };
    const add: Shop['add'] = async (channel, about = {}, notification = {}) => {
      const added = sampleDelivery({ channel, ...notification }, about);
      await deliveries.add([added]);
      return added;
    };
    try {
      await work({ run, deliveries, store, reviews, add }, cwd);
    } finally {
      database.close();
    }
  });
}

describe('deliveries', () => {
  it('lists what was told as one line for each message, and what waits with its reason', () =>
    inShop(async ({ run, deliveries, add }) => {
      const told = [
        await add('duty', { ruleIds: ['gate'] }),
        await add('duty', { ruleIds: ['door'] }),
      ];
      const ids = told.map(({ id }) => id);
      await deliveries.end('duty', ids, { state: 'told', message: 'm' });
      await add('team', { ruleIds: ['gate'], waitMs: 3_600_000, why: 'quiet hours' });
      const dead = await add('mail', { ruleIds: ['gate'] });
      await deliveries.end('mail', [dead.id], { state: 'refused', error: 'No such mailbox.' });
      const { code, out } = await run('deliveries', 'list');
      expect(code).toBe(EXIT.done);
      const lines = out.trimEnd().split('\n').sort();
      expect(lines).toHaveLength(3);
      expect(out).toMatch(/ duty {2}told {7}1 of (gate|door), 1 of (gate|door)$/m);
      expect(out).toMatch(/ team {2}waiting {4}1 of gate\s+quiet hours, until \d{4}-/);
      expect(out).toMatch(/ mail {2}refused {4}1 of gate\s+No such mailbox\.$/m);
      const waiting = await run('deliveries', 'list', '--state', 'waiting', '--format', 'json');
      expect(JSON.parse(waiting.out)).toMatchObject([{ channel: 'team', why: 'quiet hours' }]);
    }));

  it('says of a channel that failed why, and when it is tried again', () =>
    inShop(async ({ run, deliveries, add }) => {
      const { id } = await add('mail', { ruleIds: ['gate'] });
      const about = { group: 'g', everyMs: 1, urgent: false, since: 1 };
      const set = { ...about, id, deliveryIds: [id] };
      const heldUntil = Date.parse('2030-01-01T12:30:00Z');
      const turn = { ...NO_TURN, set, heldUntil, attempts: 2, error: 'It answered 503.' };
      await deliveries.change('mail', turn);
      expect((await run('deliveries', 'list')).out).toMatch(
        /1 of gate {2}the channel failed, until 2030-01-01 12:30: It answered 503\.\n$/,
      );
    }));

  it('says that there are none', () =>
    inShop(async ({ run }) => {
      expect((await run('deliveries', 'list')).out).toBe('No deliveries.\n');
    }));

  it('has what was refused sent again, of one channel', () =>
    inShop(async ({ run, deliveries, add }) => {
      const dead = [await add('mail'), await add('team')];
      for (const { channel, id } of dead) await deliveries.end(channel, [id], { state: 'refused' });
      const { out } = await run('deliveries', 'retry', '--channel', 'mail', '--by', 'ann');
      expect(out).toBe('1 notification will be sent again, with the next run\n');
      const { items } = await deliveries.list({ state: 'waiting', limit: 9 });
      expect(items).toMatchObject([{ channel: 'mail', by: 'ann' }]);
    }));

  it('says that there is nothing to retry or withdraw', () =>
    inShop(async ({ run, add }) => {
      await add('mail', { ruleIds: ['gate'] });
      const retried = await run('deliveries', 'retry');
      expect(retried.out).toBe('Nothing to retry; what waits is sent without it\n');
      const args = ['--rule', 'gaet', '--because', 'a drill', '--yes'];
      const withdrawn = await run('deliveries', 'withdraw', ...args);
      expect(withdrawn.out).toBe('Nothing like that waits\n');
    }));

  it('counts reminders apart from images, with the time of the next one', () =>
    inShop(async ({ run, deliveries, add }) => {
      const now = await deliveries.now();
      for (const number of [3, 1, 2]) {
        const about = { reminder: { of: 'a', number }, why: 'reminder unless judged' };
        await add('duty', { ruleIds: ['gate'], waitMs: number * 3_600_000, ...about });
      }
      const next = new Date(now + 3_600_000).toISOString().slice(0, 13).replace('T', ' ');
      const { out } = await run('deliveries', 'list');
      expect(out).toMatch(
        / duty {2}waiting {4}3 reminders of gate {2}reminder unless judged, next /,
      );
      expect(out).toContain(`next ${next}`);
    }));

  it('withdraws with who and why, and asks first', () =>
    inShop(async ({ run, deliveries, add }) => {
      await add('mail', { ruleIds: ['gate'] });
      const args = ['deliveries', 'withdraw', '--rule', 'gate', '--because', 'a drill'];
      await expect(run(...args)).rejects.toThrow('add --yes');
      const { out } = await run(...args, '--by', 'ann', '--yes');
      expect(out).toBe('1 notification withdrawn\n');
      const { items } = await deliveries.list({ limit: 9 });
      expect(items).toMatchObject([{ state: 'withdrawn', by: 'ann', why: 'a drill' }]);
      expect((await run('deliveries', 'list')).out).toContain('by ann: a drill');
    }));

  it('cannot be controlled by names from outside', () =>
    inShop(async ({ run, add }) => {
      await add('mail', { ruleIds: ['\u001b[2J'], why: '\u001b[2J\nfaked' });
      const { out } = await run('deliveries', 'list');
      expect(out).not.toContain('\u001b');
      expect(out.trimEnd().split('\n')).toHaveLength(1);
    }));
});

describe('silence', () => {
  it('is kept with its end by the clocks of the settings, who and why, and ends on request', () =>
    inShop(async ({ run, deliveries }, cwd) => {
      writeFileSync(join(cwd, 'glyphwatch.yaml'), 'store: results.db\ntimezone: Europe/Berlin\n');
      const because = ['--because', 'reprint', '--by', 'ann'];
      const { out } = await run('silence', 'rule', 'gate', '--for', '2h', ...because);
      expect(out).toMatch(
        /^Silenced until \S+ \S+ Europe\/Berlin \(ann\); told then, critical ones at once\./,
      );
      const [silence] = await deliveries.silences();
      expect(silence).toMatchObject({ of: 'rule', value: 'gate', by: 'ann', why: 'reprint' });
      expect((silence?.until ?? 0) - (silence?.from ?? 0)).toBe(7_200_000);
      const listed = (await run('silence', 'list')).out;
      const hour = new Intl.DateTimeFormat('sv', { timeStyle: 'short', timeZone: 'Europe/Berlin' });
      expect(listed).toContain(` ${hour.format(silence?.until)} Europe/Berlin `);
      expect(listed).toMatch(/^s-\w+ {2}rule gate {2}until .* {2}ann: reprint\n$/);
      const ended = await run('silence', 'end', silence?.id ?? '');
      expect(ended.out).toContain('Ended');
      expect((await run('silence', 'list')).out).toBe('No silence is in force.\n');
      await expect(run('silence', 'end', 's-none')).rejects.toThrow('No silence s-none');
    }));

  it.each([
    ['../line4', (cwd: string) => join(cwd, '../line4')],
    ['s3://scans/line4/', () => 'scans/line4/'],
  ])('of a folder names %s as images name theirs', (typed, named) =>
    inShop(async ({ run, deliveries }, cwd) => {
      await run('silence', 'folder', typed, '--for', '2h', '--because', 'reprint');
      expect(await deliveries.silences()).toMatchObject([{ of: 'folder', value: named(cwd) }]);
    }),
  );

  it.each([
    ['rule', 'gaet', '; did you mean "gate"?'],
    ['channel', 'mial', '; did you mean "mail"?'],
    ['rule', 'gate', undefined],
    ['channel', 'mail', undefined],
  ])('of the %s %s says if the settings have no such, and which was meant', (of, name, meant) =>
    inShop(async ({ run, deliveries }, cwd) => {
      writeFileSync(
        join(cwd, 'glyphwatch.yaml'),
        'store: results.db\nchannels: { mail: console }\n',
      );
      writeFileSync(join(cwd, 'watch-rules.yaml'), 'rules: [{ id: gate, match: GATE }]\n');
      const { err } = await run('silence', of, name, '--for', '2h', '--because', 'reprint');
      const warning = `glyphwatch: the settings here have no ${of} ${name}${meant}\n`;
      expect(err).toBe(meant === undefined ? '' : warning);
      expect(await deliveries.silences()).toHaveLength(1);
    }),
  );

  it('lasts 30 days at most', () =>
    inShop(async ({ run }) => {
      const attempt = run('silence', 'channel', 'mail', '--for', '31d', '--because', 'x');
      await expect(attempt).rejects.toThrow('30 days at most');
    }));
});

describe('alerts', () => {
  it.each([
    ['confirm', 'Confirmed', 'confirmed'],
    ['dismiss', 'Dismissed', 'false-alarm'],
    ['resolve', 'Resolved', 'resolved'],
  ])('%s ends the reminders of an image', (judging, word, verdict) =>
    inShop(async ({ run, deliveries, add }) => {
      const { id, imageId } = await add('mail', { ruleIds: ['gate'] });
      await deliveries.end('mail', [id], { state: 'told' });
      const reminder = { of: id, number: 1 };
      await add('mail', { imageId, reminder, waitMs: 1e6 }, {});
      const { out } = await run('alerts', judging, imageId, '--note', 'seen', '--by', 'ann');
      expect(out).toBe(`${word}; 1 reminder withdrawn\n`);
      const { items } = await deliveries.list({ reminderOf: id, limit: 9 });
      expect(items).toMatchObject([{ state: 'withdrawn', by: 'ann', why: `${verdict}: seen` }]);
    }),
  );

  it('says of which other image of the same message reminders go on', () =>
    inShop(async ({ run, deliveries, add }) => {
      const [worst, other] = [await add('mail'), await add('mail')];
      await deliveries.end('mail', [worst.id, other.id], { state: 'told', message: 'm' });
      const { imageId } = worst;
      const reminder = { of: worst.id, number: 1 };
      await add('mail', { imageId, reminder, waitMs: 1e6 });
      const { out, err } = await run('alerts', 'confirm', other.imageId);
      expect(out).toBe('Confirmed; 0 reminders withdrawn\n');
      expect(err).toBe(
        `glyphwatch: reminders go on about ${imageId}, which was told in the same message. Judge it, too.\n`,
      );
      const both = await run('alerts', 'confirm', other.imageId, imageId);
      expect(both).toMatchObject({ out: 'Confirmed; 1 reminder withdrawn\n', err: '' });
    }));

  it('gives verdicts on what was found, which anybody can see and take back', () =>
    inShop(async ({ run, add, store, reviews }) => {
      const upload = sampleUpload();
      const [gate, door] = ['gate', 'door'].map((ruleId) => sampleRecord({ ruleId }, upload));
      const { imageId } = gate ?? sampleRecord();
      await store.recordMatches(
        imageId,
        [gate, door].flatMap((one) => one ?? []),
      );
      await add('mail', { imageId, ruleIds: ['gate'], reminder: { of: 'x', number: 1 } });
      const verdicts = async () =>
        (await reviews.list({ imageId, limit: 9 })).items
          .map(({ record, verdict }) => `${record.ruleId} ${verdict}`)
          .sort();
      const first = await run('alerts', 'confirm', imageId, '--rule', 'gate', '--by', 'ann');
      expect(first.out).toBe('Confirmed 1 alert; 1 reminder withdrawn\n');
      expect(await verdicts()).toEqual(['door new', 'gate confirmed']);
      const second = await run('alerts', 'dismiss', imageId);
      expect(second.out).toBe('Dismissed 2 alerts; 0 reminders withdrawn\n');
      expect(await verdicts()).toEqual(['door false-alarm', 'gate false-alarm']);
      await run('alerts', 'reopen', imageId);
      expect(await verdicts()).toEqual(['door new', 'gate new']);
    }));

  it('refuses to judge what still waits, as its reminders would come nevertheless', () =>
    inShop(async ({ run, add }) => {
      const { imageId } = await add('mail', { ruleIds: ['gate'], waitMs: 1e6, why: 'quiet hours' });
      await expect(run('alerts', 'confirm', imageId)).rejects.toThrow('still waits to be told');
    }));

  it('says that nobody was told of an image', () =>
    inShop(async ({ run }) => {
      await expect(run('alerts', 'confirm', 'no.png')).rejects.toThrow('Nobody was told of no.png');
    }));
});

describe('before the first scan', () => {
  const runIn = async (cwd: string, ...args: string[]): Promise<string> => {
    const io = fakeIo({ cwd });
    await buildProgram(io, () => undefined).parseAsync(args, { from: 'user' });
    return io.out();
  };

  it('there is nothing to list, and no store is made for it', () =>
    inTemporaryFolder(async (cwd) => {
      expect(await runIn(cwd, 'deliveries', 'list')).toBe('No deliveries.\n');
      expect(await runIn(cwd, 'silence', 'list')).toBe('No silence is in force.\n');
      expect(await runIn(cwd, 'hold', 'list')).toBe('Nothing is held.\n');
      expect(readdirSync(cwd)).toEqual([]);
      const mistyped = runIn(cwd, 'deliveries', 'list', '--store', 'reslts.db');
      await expect(mistyped).rejects.toMatchObject({ code: 'store-missing' });
    }));

  it('what is silenced or held is kept for it', () =>
    inTemporaryFolder(async (cwd) => {
      await runIn(cwd, 'silence', 'rule', 'gate', '--for', '2h', '--because', 'reprint');
      await runIn(cwd, 'hold', 'add', '--rule', 'gate', '--because', 'case 12');
      expect(await runIn(cwd, 'silence', 'list')).toContain('rule gate');
      expect(await runIn(cwd, 'hold', 'list')).toContain('rule gate');
    }));
});
