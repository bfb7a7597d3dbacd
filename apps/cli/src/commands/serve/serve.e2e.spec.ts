import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { EXIT } from '../../terminal/exit-codes.ts';
import { pngOf } from '../../testing/picture.ts';
import { glyphwatch } from '../../testing/run-command.ts';
import { Serving } from '../../testing/serving.ts';

const SLOW = 240_000;
const SECRET = 'OPEN SESAME';
const RULES = `# what we look for
rules:
  - id: gate # signs
    match: KEEP OUT
    severity: high
  - id: keys
    match: { mode: regex, values: 'O[A-Z]EN S[A-Z]SAME' }
    sensitive: true
`;

let folder: string;
let serving: Serving | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  mkdirSync(join(folder, 'photos'));
  writeFileSync(join(folder, 'watch-rules.yaml'), RULES);
});
afterEach(async () => {
  serving?.child.kill('SIGKILL');
  await serving?.ended;
  serving = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function put(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, 'photos', name);
  writeFileSync(path, await pngOf(lines));
  return path;
}

async function serve(...args: string[]): Promise<Serving> {
  serving = await Serving.start(['photos', ...args], { cwd: folder });
  return serving;
}

const images = (console: Serving, number: number) =>
  console.until(
    () => console.json('api/images'),
    ({ items }) =>
      items.filter(({ status }: { status: string }) => status !== 'PROCESSING').length === number,
  );

it(
  'shows from one command what is in a folder and what arrives, until Ctrl-C',
  async () => {
    await put('gate.png', 'KEEP OUT');
    const console = await serve();
    const { items } = await images(console, 1);
    expect(items).toMatchObject([
      { name: 'gate.png', status: 'MATCHED', severity: 'high', ruleIds: ['gate'] },
    ]);
    const picture = await console.ask(`${items[0].picture}&width=320`);
    expect(picture.headers.get('content-type')).toBe('image/webp');
    expect(picture.headers.get('cache-control')).toMatch(/immutable/);
    const { format, exif } = await sharp(await picture.arrayBuffer()).metadata();
    expect([format, exif]).toEqual(['webp', undefined]);
    await put('tree.png', 'HELLO WORLD');
    await images(console, 2);
    expect(await console.json('api/alerts/count?verdict=new')).toEqual({ n: 1, more: false });
    expect(await console.json('api/me')).toMatchObject({ rules: 'edit', places: ['photos'] });
    const { code, out, err } = await console.stop();
    expect(code).toBe(EXIT.interrupted);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(err).toMatch(/stopped: 2 images done/);
  },
  SLOW,
);

it(
  'covers what a sensitive rule matched, in text, pixels and kept pictures, until it is revealed',
  async () => {
    const id = await put('screen.png', SECRET, 'OTHER LINE');
    const console = await serve();
    const { items } = await images(console, 1);
    const [cell] = items;
    expect(cell).toMatchObject({ status: 'MATCHED', ruleIds: ['keys'] });
    const all = await Promise.all(
      [
        ...['api/images', 'api/alerts', 'api/alerts.csv', 'api/me', 'api/health'],
        ...[`api/image?id=${encodeURIComponent(id)}`, 'api/images?q=SESA'],
      ].map(async (path) => (await console.ask(path)).text()),
    );
    for (const text of all) expect(text).not.toContain('SESAME');
    const inkAt = async (webp: ArrayBuffer | Buffer): Promise<number> => {
      const { data, info } = await sharp(webp)
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const [a, , c] = cell.places[0].polygon;
      const [x, y] = [((a.x + c.x) / 2) * info.width, ((a.y + c.y) / 2) * info.height];
      const row = Math.floor(y) * info.width;
      const strip = data.subarray(row + Math.floor(x) - 20, row + Math.floor(x) + 20);
      return Math.max(...strip) - Math.min(...strip);
    };
    for (const width of ['320', '2048', 'full']) {
      const picture = await console.ask(`${cell.picture}&width=${width}`);
      expect(await inkAt(await picture.arrayBuffer())).toBeLessThan(12);
    }
    const kept = join(folder, '.glyphwatch/thumbnails');
    for (const name of readdirSync(kept))
      expect(await inkAt(readFileSync(join(kept, name)))).toBeLessThan(12);
    const revealed = await console.json('api/reveal', 'POST', { imageId: id });
    expect(JSON.stringify(revealed)).toContain(SECRET);
    const shown = Buffer.from(revealed.picture.split(',')[1], 'base64');
    expect(await inkAt(shown)).toBeGreaterThan(60);
    const log = readFileSync(join(folder, '.glyphwatch/reveals.jsonl'), 'utf8').trim().split('\n');
    expect(log.map((line) => JSON.parse(line))).toMatchObject([{ imageId: id, page: 1 }]);
    expect(log.join()).not.toContain(SECRET);
    expect(readdirSync(kept)).toHaveLength(3);
  },
  SLOW,
);

it(
  'keeps pictures and verdicts of what is held, and none of what was forgotten while it runs',
  async () => {
    const [held, other] = [await put('gate.png', 'KEEP OUT'), await put('old.png', 'KEEP OUT!')];
    const console = await serve();
    const { items } = await images(console, 2);
    for (const { picture } of items) await (await console.ask(`${picture}&width=320`)).bytes();
    const alerts = (await console.json('api/alerts')).items;
    const note = 'only the boss knows';
    await console.json('api/alerts/judge', 'POST', { alerts, verdict: 'confirmed', note });
    const command = (...args: string[]) => glyphwatch(args, { cwd: folder });
    await command('hold', 'add', '--image', held, '--because', 'case 12');
    const refused = await command('results', 'forget', 'photos', '--yes');
    expect(refused.err).toContain('Nothing was forgotten');
    const forgotten = await command('results', 'forget', other, '--yes', '--pending');
    expect(forgotten).toMatchObject({ code: EXIT.done, out: '1 result deleted\n' });
    const kept = readdirSync(join(folder, '.glyphwatch/thumbnails'));
    const left = (await console.json('api/alerts?verdict=confirmed')).items;
    expect(left.map(({ imageId }: { imageId: string }) => imageId)).toEqual([held]);
    const [{ id }] = left;
    const history = await console.json(`api/alerts/history?id=${encodeURIComponent(id)}`);
    expect(JSON.stringify(history)).toContain(note);
    const { version } = await console.json(`api/image?id=${encodeURIComponent(held)}`);
    expect(kept.map((name) => name.slice(0, 64))).toEqual([version]);
    expect((await console.ask(`api/image?id=${encodeURIComponent(other)}`)).status).toBe(404);
    await console.stop();
    const database = readFileSync(join(folder, '.glyphwatch/results.db'));
    expect(database.toString('latin1').split(note)).toHaveLength(2);
  },
  SLOW,
);

it(
  'tunes a rule on what was found: change, forecast with verdicts, save; the next image follows it',
  async () => {
    const id = await put('gate.png', 'KEEP OUT');
    const console = await serve();
    await images(console, 1);
    const [alert] = (await console.json('api/alerts')).items;
    await console.json('api/alerts/judge', 'POST', { alerts: [alert], verdict: 'false-alarm' });
    const { files } = await console.json('api/rules');
    const [{ name, text, mark }] = files;
    const changed = await console.json('api/rules/change', 'POST', {
      ...{ name, text, ruleId: 'gate', imageId: id, change: 'allow-text', found: 'KEEP OUT' },
    });
    expect(changed.lines).toEqual([6]);
    const started = await console.json('api/forecasts', 'POST', { name, text: changed.text });
    const forecast = await console.until(
      () => console.json(`api/forecasts/${started.id}`),
      ({ state }) => state !== 'running',
    );
    expect(forecast).toMatchObject({ state: 'done', images: 1, total: 1 });
    expect(forecast.rules).toMatchObject([
      { ruleId: 'gate', gone: 1, goneByVerdict: { 'false-alarm': 1, confirmed: 0 } },
    ]);
    const saved = await console.json('api/rules', 'PUT', { name, text: changed.text, mark });
    expect(saved.mark).not.toBe(mark);
    expect(readFileSync(join(folder, 'watch-rules.yaml'), 'utf8')).toBe(changed.text);
    expect(readFileSync(join(folder, 'watch-rules.yaml.previous'), 'utf8')).toBe(RULES);
    await put('other.png', 'KEEP OUT');
    const { items } = await images(console, 2);
    expect(items[0]).toMatchObject({ name: 'other.png', status: 'NO_MATCH' });
    const stale = await console.ask('api/rules', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, text, mark }),
    });
    expect(stale.status).toBe(409);
  },
  SLOW,
);

it(
  'scans what people add, and each file ends in a row, whatever it is',
  async () => {
    const console = await serve();
    const add = async (name: string, body: Buffer | string) =>
      (
        await console.ask(`api/uploads/${encodeURIComponent(name)}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/octet-stream' },
          body: new Uint8Array(Buffer.from(body)),
        })
      ).json();
    await add('../../gate.png', await pngOf(['KEEP OUT']));
    await add('drawing.svg', '<svg onload="alert(1)"/>');
    await add('page.png', '<html><script>alert(1)</script>');
    await add('...', 'GIF89a');
    await add('empty.png', '');
    const { items } = await console.until(
      () => console.json('api/uploads'),
      ({ items: all }) =>
        all.length === 5 && all.every(({ state }: { state: string }) => /done|failed/.test(state)),
    );
    const states = Object.fromEntries(
      items.map(({ name, state, status }: Record<string, string>) => [name, [state, status]]),
    );
    expect(states).toEqual({
      'gate.png': ['done', 'MATCHED'],
      'drawing.svg': ['failed', undefined],
      'page.png': ['failed', 'UNSUPPORTED'],
      image: ['failed', 'UNSUPPORTED'],
      'empty.png': ['failed', undefined],
    });
    expect(readdirSync(folder).sort()).toEqual(['.glyphwatch', 'photos', 'watch-rules.yaml']);
    const picture = items.find(({ name }: { name: string }) => name === 'page.png');
    const shown = await console.ask(`api/picture?id=${encodeURIComponent(picture.imageId)}`);
    expect(shown.status).toBe(415);
    expect(await shown.text()).not.toContain('script');
  },
  SLOW,
);

it(
  'keeps nothing half of an upload when it is killed, and goes on after a restart',
  async () => {
    const console = await serve();
    const picture = await pngOf(['KEEP OUT']);
    async function* slowly() {
      yield new Uint8Array(picture.subarray(0, 500));
      await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    }
    const sent = console.ask('api/uploads/gate.png', {
      ...{ method: 'PUT', headers: { 'content-type': 'image/png' }, duplex: 'half' },
      body: ReadableStream.from(slowly()) as NonNullable<RequestInit['body']>,
    });
    const uploads = join(folder, '.glyphwatch/uploads');
    await console.until(
      async () => readdirSync(uploads),
      ({ length }) => length === 1,
    );
    console.child.kill('SIGKILL');
    await Promise.all([console.ended, expect(sent).rejects.toThrow()]);
    const again = await serve();
    expect(readdirSync(uploads)).toEqual([]);
    expect(await again.json('api/uploads')).toEqual({ items: [] });
    expect(await again.json('api/images')).toEqual({ items: [] });
  },
  SLOW,
);

it(
  'changes nothing when it is read-only',
  async () => {
    await put('gate.png', 'KEEP OUT');
    const console = await serve('--read-only');
    await images(console, 1);
    const { can, rules } = await console.json('api/me');
    expect([can, rules]).toEqual([['search', 'events', 'forecast'], 'copy']);
    const [{ name, text, mark }] = (await console.json('api/rules')).files;
    const saved = await console.json('api/rules', 'PUT', { name, text: `${text}# x\n`, mark });
    expect(saved.code).toBe('read-only');
    expect(readFileSync(join(folder, 'watch-rules.yaml'), 'utf8')).toBe(RULES);
  },
  SLOW,
);

it(
  'takes any port when its usual one is taken, as by another that runs',
  async () => {
    const other = createServer();
    // Whoever has it, it is taken.
    await new Promise((resolve) =>
      other.once('error', resolve).listen(4680, '127.0.0.1', () => resolve(undefined)),
    );
    serving = await Serving.start(['photos'], { cwd: folder }, []);
    expect(new URL(serving.address).port).not.toBe('4680');
    expect(await serving.json('api/images')).toEqual({ items: [] });
    other.close();
  },
  SLOW,
);

it(
  'says which port is taken',
  async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, err } = await glyphwatch(['serve', '--port', `${port}`], { cwd: folder });
    expect(code).toBe(EXIT.invalid);
    expect(err).toMatch(new RegExp(`Cannot listen on 127.0.0.1:${port}. Choose another --port`));
    other.close();
  },
  SLOW,
);
