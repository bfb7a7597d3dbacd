import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageIdOf } from '@glyphwatch/domain';
import {
  sampleDelivery,
  sampleDetection,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import {
  openDatabase,
  SqliteDeliveries,
  SqliteDetectionMemory,
  SqliteResultStore,
} from '@glyphwatch/sqlite-result-store';
import { buildProgram } from '../../program.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { inTemporaryFolder } from '../../testing/run-command.ts';

const DAY_MS = 86_400_000;
const AGED = 100;

interface Shop {
  readonly cwd: string;
  run(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  readonly results: SqliteResultStore;
  readonly deliveries: SqliteDeliveries;
  readonly detections: SqliteDetectionMemory;
  /** An image with a match of `rule`, told and recorded, that many days ago; resolves to its id. */
  put(name: string, rule: string, days: number): Promise<string>;
  thumbnail(hash: string, days: number): string;
  settings(text: string): void;
}

function inShop(work: (shop: Shop) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (cwd) => {
    const settings = (text: string): void =>
      writeFileSync(join(cwd, 'glyphwatch.yaml'), `store: results.db\n${text}\n`);
    settings('');
    const database = openDatabase(join(cwd, 'results.db'));
    database.open();
    const results = new SqliteResultStore(database);
    const deliveries = new SqliteDeliveries(database);
    const detections = new SqliteDetectionMemory(database);
    const run: Shop['run'] = async (...args) => {
      const io = fakeIo({ cwd });
      let code: number = EXIT.done;
      const program = buildProgram(io, (ended) => (code = ended));
      await program.parseAsync(args, { from: 'user' });
      return { code, out: io.out(), err: io.err() };
    };
    const put: Shop['put'] = async (name, ruleId, days) => {
      const now = Date.now() - days * DAY_MS;
      const address = { bucket: cwd, key: name };
      const upload = sampleUpload({ address, version: hashOf(name), uploadedAt: now });
      const imageId = imageIdOf(address);
      const delivery = sampleDelivery({}, { ruleIds: [ruleId] }, upload);
      await results.claim(upload, { owner: name, now, leaseUntil: now });
      await results.commit(imageId, name, {
        outcome: sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] }),
        ...{ deliveries: [delivery], records: [], notified: [], now },
      });
      await results.recordMatches(imageId, [sampleRecord({ ruleId }, upload)]);
      await deliveries.end(delivery.channel, [delivery.id], { state: 'told' });
      await detections.keep(upload.version, 'engine', sampleDetection());
      return imageId;
    };
    const thumbnail: Shop['thumbnail'] = (hash, days) => {
      const file = join(cwd, 'thumbnails', `${hash}-covered.webp`);
      mkdirSync(join(cwd, 'thumbnails'), { recursive: true });
      writeFileSync(file, 'a picture');
      const written = (Date.now() - days * DAY_MS) / 1000;
      utimesSync(file, written, written);
      return file;
    };
    try {
      await work({ cwd, run, results, deliveries, detections, put, thumbnail, settings });
    } finally {
      database.close();
    }
  });
}

function hashOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(64, '0');
}

describe('hold', () => {
  it('is kept with who and why, listed, and ends on request', () =>
    inShop(async ({ run, results, put }) => {
      await put('gate.png', 'gate', 1);
      const because = ['--because', 'case 12', '--by', 'ann'];
      const { out, err } = await run('hold', 'add', '--rule', 'gate', ...because);
      const [hold] = await results.holds();
      expect(hold).toMatchObject({ of: 'rule', value: 'gate', by: 'ann', why: 'case 12' });
      expect(out).toBe(`Held: rule gate. End it: glyphwatch hold remove ${hold?.id}\n`);
      expect(err).toBe('');
      const listed = await run('hold', 'list');
      expect(listed.out).toMatch(/^h-\w+ {2}rule gate {2}since \d{4}-\d\d-\d\d {2}ann: case 12\n$/);
      const { out: json } = await run('hold', 'list', '--format', 'json');
      expect(JSON.parse(json)).toEqual([hold]);
      await run('hold', 'remove', hold?.id ?? '');
      expect((await run('hold', 'list')).out).toBe('Nothing is held.\n');
      await expect(run('hold', 'remove', 'h-none')).rejects.toThrow(
        'There is no hold h-none. See them with: glyphwatch hold list',
      );
    }));

  it('names one image, by its path', () =>
    inShop(async ({ run, results, put }) => {
      const value = await put('photos/gate.png', 'gate', 1);
      await run('hold', 'add', '--image', 'photos/gate.png', '--because', 'case 12');
      expect(await results.holds()).toMatchObject([{ of: 'image', value }]);
      const unknown = run('hold', 'add', '--image', 'no.png', '--because', 'case 12');
      await expect(unknown).rejects.toThrow('No result is stored for no.png');
    }));

  it('says that the rule matched nothing yet, and holds it all the same', () =>
    inShop(async ({ run, results, put }) => {
      await put('gate.png', 'gate', 1);
      const { err } = await run('hold', 'add', '--rule', 'gaet', '--because', 'case 12');
      expect(err).toBe('glyphwatch: nothing stored was ever matched by rule gaet.\n');
      expect(await results.holds()).toHaveLength(1);
    }));

  it.each([[[]], [['--rule', 'gate', '--image', 'gate.png']]])(
    'needs either a rule or an image, not %j',
    (named) =>
      inShop(async ({ run }) => {
        const attempt = run('hold', 'add', ...named, '--because', 'case 12');
        await expect(attempt).rejects.toThrow('either --rule ID or --image IMAGE');
      }),
  );

  it('stops forgetting before anything is deleted, and says who holds what', () =>
    inShop(async ({ run, results, detections, put }) => {
      const free = await put('free.png', 'door', 1);
      const held = await put('held.png', 'gate', 1);
      await run('hold', 'add', '--rule', 'gate', '--because', 'case 12', '--by', 'ann');
      const [hold] = await results.holds();
      await expect(run('results', 'forget', '*.png', '--yes')).rejects.toThrow(
        `Nothing was forgotten: ${held} is held by ${hold?.id} (rule gate; ann: case 12). If the reason has gone, end it first: glyphwatch hold remove ID`,
      );
      for (const imageId of [free, held]) expect(await results.find(imageId)).toBeDefined();
      expect(await detections.find(hashOf('free.png'), 'engine')).toBeDefined();
      await run('hold', 'remove', hold?.id ?? '');
      const { out } = await run('results', 'forget', '*.png', '--yes');
      expect(out).toBe('2 results deleted\n');
    }));
});

describe('purging by age', () => {
  it('skips what is held, and says so', () =>
    inShop(async ({ run, results, detections, put }) => {
      const [held, old] = [await put('held.png', 'gate', AGED), await put('old.png', 'door', AGED)];
      await run('hold', 'add', '--rule', 'gate', '--because', 'case 12');
      const { out } = await run('results', 'purge', '--older-than', '90d', '--yes');
      expect(out).toBe(
        '1 result purged\n1 match of the history purged\n1 kept: held. See by whom with glyphwatch hold list.\n',
      );
      expect(await results.find(held)).toMatchObject({ status: 'MATCHED' });
      expect(await detections.find(hashOf('held.png'), 'engine')).toBeDefined();
      expect((await results.listMatches('gate', { limit: 9 })).items).toHaveLength(1);
      expect(await results.find(old)).toMatchObject({ reason: 'purged' });
      expect(await detections.find(hashOf('old.png'), 'engine')).toBeUndefined();
    }));

  it('leaves what was told later than that, also about a result that is older', () =>
    inShop(async ({ run, results, deliveries, put }) => {
      const imageId = await put('old.png', 'gate', AGED);
      await run('results', 'purge', '--older-than', '90d', '--yes');
      expect(await results.find(imageId)).toMatchObject({ reason: 'purged' });
      const { items } = await deliveries.list({ imageId, limit: 9 });
      expect(items).toMatchObject([{ state: 'told', ruleIds: ['gate'] }]);
    }));

  it('says what is old enough and stays, and why', () =>
    inShop(async ({ run, results, deliveries, put, settings }) => {
      await put('held.png', 'gate', AGED);
      await put('old.png', 'door', AGED);
      const waiting = await put('waiting.png', 'door', AGED);
      const found = await results.find(waiting);
      if (!found) throw new Error('it was put there');
      await deliveries.add([sampleDelivery({}, {}, found)]);
      await run('hold', 'add', '--rule', 'gate', '--because', 'case 12');
      settings('keep: { results: 90d }');
      expect((await run('results', 'purge', '--yes')).out).toBe(
        'Purged: 1 result\nOld enough, and kept: 1 result held, 1 result with notifications that wait\n',
      );
      expect((await run('results', 'purge', '--yes')).out).toBe(
        'Purged: nothing\nOld enough, and kept: 1 result held, 1 result with notifications that wait\n',
      );
    }));

  it('reaches the history of images that are gone', () =>
    inShop(async ({ run, results, put }) => {
      const imageId = await put('gone.png', 'gate', AGED);
      const gone = await results.find(imageId);
      if (gone) await results.markGone(gone, Date.now() - 95 * DAY_MS);
      const { out } = await run('results', 'purge', '--older-than', '90d', '--yes');
      expect(out).toBe('0 results purged\n1 match of the history purged\n');
      expect((await results.listMatches('gate', { limit: 9 })).items).toEqual([]);
      expect(await results.find(imageId)).toMatchObject({ status: 'GONE' });
    }));

  it('takes the ages of the settings, each for itself', () =>
    inShop(async ({ run, results, put, settings }) => {
      const [old, young] = [await put('old.png', 'gate', AGED), await put('young.png', 'gate', 1)];
      settings('keep: { results: 90d }');
      const { out } = await run('results', 'purge', '--yes');
      expect(out).toBe('Purged: 1 result\n');
      expect(await results.find(old)).toMatchObject({ reason: 'purged' });
      expect(await results.find(young)).toMatchObject({ status: 'MATCHED' });
      expect((await results.listMatches('gate', { limit: 9 })).items).toHaveLength(2);
      settings('keep: { matches: 90d }');
      expect((await run('results', 'purge', '--yes')).out).toBe('Purged: 1 match of the history\n');
      expect((await results.listMatches('gate', { limit: 9 })).items).toHaveLength(1);
      const again = await run('results', 'purge', '--yes');
      expect(again.out).toBe('Purged: nothing is old enough\n');
    }));

  it('needs an age, and asks first', () =>
    inShop(async ({ run, settings }) => {
      await expect(run('results', 'purge', '--yes')).rejects.toThrow('How old? Add --older-than');
      settings('keep: { results: 90d }');
      await expect(run('results', 'purge')).rejects.toThrow('add --yes');
    }));

  it('removes thumbnails that are too old, but for those of what is held', () =>
    inShop(async ({ run, put, thumbnail, settings }) => {
      await put('held.png', 'gate', 1);
      await run('hold', 'add', '--rule', 'gate', '--because', 'case 12');
      const [old, young] = [thumbnail('0a1b', 31), thumbnail('2c3d', 29)];
      const held = thumbnail(hashOf('held.png'), 31);
      settings('keep: { thumbnails: 30d }');
      expect((await run('results', 'purge', '--yes')).out).toBe('Purged: 1 thumbnail\n');
      expect([old, young, held].map((file) => existsSync(file))).toEqual([false, true, true]);
    }));

  it('leaves files in that folder that are not named after a content', () =>
    inShop(async ({ run, put, thumbnail }) => {
      await put('new.png', 'gate', 1);
      const other = thumbnail('beach', 1);
      await run('results', 'forget', 'new.png', '--yes');
      expect(existsSync(other)).toBe(true);
    }));

  it('removes the thumbnails of what is purged or forgotten', () =>
    inShop(async ({ run, put, thumbnail }) => {
      await put('old.png', 'gate', AGED);
      await put('new.png', 'gate', 1);
      const [old, young] = [thumbnail(hashOf('old.png'), 1), thumbnail(hashOf('new.png'), 1)];
      await run('results', 'purge', '--older-than', '90d', '--yes');
      expect([old, young].map((file) => existsSync(file))).toEqual([false, true]);
      await run('results', 'forget', 'new.png', '--yes');
      expect(existsSync(young)).toBe(false);
    }));
});

describe('forgetting', () => {
  it('takes a name literally if an image has it, and else as a pattern', () =>
    inShop(async ({ run, results, put }) => {
      const [star, other] = [await put('*.png', 'gate', 1), await put('other.png', 'gate', 1)];
      expect((await run('results', 'forget', '*.png', '--yes')).out).toBe('1 result deleted\n');
      expect(await results.find(star)).toBeUndefined();
      expect(await results.find(other)).toBeDefined();
      expect((await run('results', 'forget', '*.png', '--yes')).out).toBe('1 result deleted\n');
      expect(await results.find(other)).toBeUndefined();
    }));

  it('names what it does not know, and forgets the others', () =>
    inShop(async ({ run, results, put }) => {
      const imageId = await put('a.png', 'gate', 1);
      const { code, out, err } = await run('results', 'forget', 'a.png', 'b.png', '--yes');
      expect(out).toBe('1 result deleted\n');
      expect(err).toContain('No result is stored for b.png.');
      expect(code).toBe(EXIT.failed);
      expect(await results.find(imageId)).toBeUndefined();
    }));

  it('reaches what was read in the file before it changed, and not what another image shares', () =>
    inShop(async ({ run, detections, put, thumbnail }) => {
      await put('a.png', 'gate', 1);
      await put('twin.png', 'gate', 1);
      await detections.keep(hashOf('before a.png changed'), 'engine', sampleDetection());
      const files = ['before a.png changed', 'a.png', 'twin.png'].map((name) =>
        thumbnail(hashOf(name), 1),
      );
      await run('results', 'forget', 'a.png', '--yes');
      const isKept = async (name: string) =>
        (await detections.find(hashOf(name), 'engine')) !== undefined;
      expect(await Promise.all(['before a.png changed', 'a.png', 'twin.png'].map(isKept))).toEqual([
        false,
        false,
        true,
      ]);
      expect(files.map((file) => existsSync(file))).toEqual([false, false, true]);
    }));
});

it('says how an age is written where it has no unit', () =>
  inShop(async ({ run, settings }) => {
    settings('keep: { results: 30 }');
    await expect(run('results', 'purge', '--yes')).rejects.toThrow(
      'keep.results: must be a time like 90s, 15m, 2h or 1d',
    );
  }));

it('does not take an age of minutes for an age of months', () =>
  inShop(async ({ run, settings }) => {
    settings('keep: { results: 90m, matches: 5m }');
    await expect(run('results', 'purge', '--yes')).rejects.toThrow(
      /keep\.matches: must be an hour or more: 24h, 90d/,
    );
  }));
