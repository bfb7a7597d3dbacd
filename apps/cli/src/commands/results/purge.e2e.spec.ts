import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';

const SLOW = 120_000;
const STORE = 'results.db';
const SECRET = /.{0,20}sesame.{0,20}/gi;
const YEAR_MS = 365 * 86_400_000;

let folder: string;
const run = (...args: string[]) => glyphwatch([...args, '--store', STORE], { cwd: folder });
const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
/** Where the file has a text, as it is there. */
const stored = (text: RegExp) =>
  [...readFileSync(join(folder, STORE)).toString('latin1').matchAll(text)].map(([found]) => found);

async function listed(): Promise<{ image: string; status: string; reason?: string }[]> {
  const { out } = await run('results', 'list', '--format', 'jsonl');
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** As if the store had been left alone for a year. */
function age(image: string): void {
  const database = new DatabaseSync(join(folder, STORE));
  // The store's own setting: without it, a row that moves would leave its text behind.
  database.exec('PRAGMA secure_delete = ON');
  const { changes } = database
    .prepare(
      `UPDATE results SET updated_at = updated_at - ${YEAR_MS},
       result = json_set(result, '$.updatedAt', updated_at - ${YEAR_MS})
       WHERE CAST(image_id AS TEXT) LIKE ?`,
    )
    .run(`%${image}`);
  const ofImage = `WHERE image_id LIKE '%${image}'`;
  database.exec(`UPDATE matches SET uploaded_at = uploaded_at - ${YEAR_MS} ${ofImage}`);
  database.exec(`UPDATE deliveries SET ended_at = ended_at - ${YEAR_MS} ${ofImage}`);
  database.close();
  expect(changes).toBe(1);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  put('old.png', await pngOf(['SESAME OPEN']));
  put('new.png', await pngOf(['KEEP OUT']));
  put('watch-rules.yaml', 'rules: [{ id: door, match: SESAME }, { id: gate, match: KEEP OUT }]\n');
  put('glyphwatch.yaml', 'channels: { desk: console }\n');
  const { err } = await run('scan', '.');
  expect(err).toContain('Watch rule door matched in old.png');
  age('old.png');
}, SLOW);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  'asks first, and says how long is meant',
  async () => {
    const unasked = await run('results', 'purge', '--older-than', '300d');
    expect(unasked.code).toBe(EXIT.invalid);
    expect(unasked.err).toContain('Without a terminal, add --yes.');
    const unclear = await run('results', 'purge', '--older-than', 'long', '--yes');
    expect(unclear.code).toBe(EXIT.invalid);
    expect(await listed()).toHaveLength(2);
    expect(stored(SECRET)).not.toEqual([]);
  },
  SLOW,
);

it(
  'leaves no text of what is old, and keeps it from being read and told again',
  async () => {
    const purge = () => run('results', 'purge', '--older-than', '300d', '--yes');
    expect(await purge()).toMatchObject({
      code: EXIT.done,
      out: '1 result purged\n1 match of the history purged\n1 delivery of the log purged\n',
    });
    expect(stored(SECRET)).toEqual([]);
    expect(stored(/keep out/gi)).not.toEqual([]);
    const scan = await run('scan', '.');
    expect(scan.code).toBe(EXIT.done);
    expect(scan.err).not.toContain('matched in');
    const old = (await listed()).find(({ image }) => image === 'old.png');
    expect(old).toMatchObject({ status: 'NO_MATCH', reason: 'purged' });
    expect(stored(SECRET)).toEqual([]);
    // Were it old by now, there would still be nothing to purge.
    age('old.png');
    expect(await purge()).toMatchObject({ code: EXIT.done, out: '0 results purged\n' });
  },
  SLOW,
);
