import { get } from 'node:http';
import { GlyphwatchError } from '@glyphwatch/domain';
import { sampleDelivery } from '@glyphwatch/domain/contracts';
import { InMemoryRuleFiles } from '@glyphwatch/domain/in-memory';
import { compileWatchlist, parseRuleFile } from '@glyphwatch/watchlist';
import { found, NOW, Served } from './testing/served.ts';

const SECRET = 'AKIAIOSFODNN7EXAMPLE';
const HOSTILE = '\u202egnp.exe\u0007\u001b[31m<script>alert(1)</script>';

it('says who asks and what can be done', async () => {
  await using served = await Served.start();
  expect(await served.json('/api/me')).toMatchObject({
    ...{ version: '1.2.3', name: 'ann', timezone: 'Europe/Berlin', rules: 'none' },
    ...{ can: ['search', 'reveal', 'judge', 'events', 'retry'], places: ['photos'] },
  });
});

it('lists images and alerts by what the URL says, page by page', async () => {
  await using served = await Served.start();
  await served.put('in/a.png', 'KEEP OUT', [found('gate', 'KEEP OUT', [0, 1])], { at: NOW - 3000 });
  await served.put('in/b.png', 'EXIT', [], { at: NOW - 2000 });
  await served.put('c.png', 'KEEP 0UT', [found('gate', 'KEEP 0UT', [0, 1])], { at: NOW - 1000 });
  const names = async (path: string) =>
    (await served.json(path)).items.map(({ name }: { name: string }) => name);
  expect(await names('/api/images')).toEqual(['c.png', 'b.png', 'a.png']);
  expect(await names('/api/images?q=eep+out')).toEqual(['a.png']);
  expect(await names('/api/images?key=in/&status=NO_MATCH')).toEqual(['b.png']);
  expect(await names('/api/images?rule=gate&severity=high')).toEqual(['c.png', 'a.png']);
  expect(await names('/api/alerts?verdict=new')).toEqual(['c.png', 'a.png']);
  const from = new Date(NOW - 2000).toISOString();
  expect(await names(`/api/images?time=${from}..`)).toEqual(['c.png', 'b.png']);
  expect(await names('/api/images?time=1h')).toHaveLength(3);
  const first = await served.json('/api/alerts?limit=1');
  const next = await served.json(`/api/alerts?limit=1&cursor=${encodeURIComponent(first.cursor)}`);
  expect([...first.items, ...next.items].map(({ name }) => name)).toEqual(['c.png', 'a.png']);
  expect(await served.json('/api/alerts/count')).toEqual({ n: 2, more: false });
  const id = encodeURIComponent('/photos/in/b.png');
  expect(await served.json(`/api/neighbours?id=${id}&wall=alerts`)).toEqual({
    ...{ previous: '/photos/c.png', next: '/photos/in/a.png' },
  });
});

it('draws days as people there have them, over a change of the clocks', async () => {
  await using served = await Served.start();
  const time = '2026-10-24T00:00Z..2026-10-27T00:00Z';
  const { bars } = await served.json(`/api/images/histogram?time=${time}`);
  const hours = bars.map(({ from, to }: { from: number; to: number }) => (to - from) / 3_600_000);
  expect(new Date(bars[0].from).toISOString()).toBe('2026-10-23T22:00:00.000Z');
  expect(hours).toEqual([24, 25, 24, 24]);
});

describe('what a sensitive rule matched', () => {
  async function open() {
    const served = await Served.start();
    const id = await served.put('screen.png', `key ${SECRET} here`, [
      found('keys', SECRET, [1], { sensitive: true, severity: 'critical' }),
      found('word', `key ${SECRET}`, [0, 1], { severity: 'low' }),
    ]);
    return { served, id: encodeURIComponent(id) };
  }

  it('is in no answer before somebody reveals it, which is recorded', async () => {
    const { served, id } = await open();
    await using _ = served;
    for (const path of [
      ...['/api/images', '/api/alerts', '/api/images.csv', '/api/alerts.csv', '/api/health'],
      ...[`/api/image?id=${id}`, '/api/me', '/api/openapi.json', `/api/images?q=${SECRET}`],
    ]) {
      const { status, text } = await served.script(path);
      expect(status).toBe(200);
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(SECRET.slice(4, 12));
    }
    expect(served.revealed).toEqual([]);
    const body = { imageId: '/photos/screen.png' };
    const { text, headers } = await served.script('/api/reveal', { method: 'POST', body });
    expect(text).toContain(SECRET);
    expect(JSON.parse(text).picture).toMatch(/^data:image\/webp;base64,/);
    expect(headers['cache-control']).toBe('no-store');
    expect(served.revealed).toEqual([{ at: NOW, by: 'ann', imageId: body.imageId, page: 1 }]);
  });

  it('is not shown when it cannot be recorded', async () => {
    const recordReveal = async () => {
      throw new GlyphwatchError('store-unavailable', 'The disk is full.');
    };
    await using served = await Served.start({ recordReveal });
    await served.put('a.png', SECRET, [found('keys', SECRET, [0], { sensitive: true })]);
    const body = { imageId: '/photos/a.png' };
    const { status, text } = await served.script('/api/reveal', { method: 'POST', body });
    expect(status).toBe(503);
    expect(text).not.toContain(SECRET);
  });

  it('is in no picture of a new version, while that is read', async () => {
    const { served } = await open();
    await using _ = served;
    const address = { bucket: '/photos', key: 'screen.png' };
    const upload = { address, version: 'v2', sequencer: '02', uploadedAt: NOW };
    await served.store.claim(upload, { owner: 'me', now: NOW, leaseUntil: NOW + 1000 });
    for (const path of ['/api/images', '/api/alerts'])
      for (const cell of (await served.json(path)).items) expect(cell.picture).toBeUndefined();
  });

  it('is shown by no draft of rules that calls it no secret', async () => {
    const rules = rulesDesk(RULES);
    await using served = await Served.start({ rules });
    const secret = found('keys', SECRET, [1], { sensitive: true });
    const imageId = await served.put('screen.png', `key ${SECRET} lock`, [secret]);
    for (const pattern of ['.{3,}', 'DNN.*']) {
      const text = `rules: [{ id: all, match: { mode: regex, values: '${pattern}' } }]`;
      const body = { name: 'r.yaml', text, imageIds: [imageId] };
      const answer = await served.script('/api/rules/explain', { method: 'POST', body });
      expect(answer.text).toContain('accepted');
      expect(answer.text).not.toContain(SECRET.slice(4, 12));
      expect(answer.text).not.toMatch(/DNN[7•]/);
    }
  });

  it('gets into no rule', async () => {
    const rules = rulesDesk('rules: [{ id: keys, match: X }, { id: word, match: key }]');
    await using served = await Served.start({ rules });
    const near = { ruleId: 'word', value: 'X', text: SECRET, reason: '', confidence: 0.7 };
    const matches = [found('keys', SECRET, [1], { sensitive: true }), found('word', 'key', [0])];
    await served.put('screen.png', `key ${SECRET}`, matches, {
      nearMisses: [{ ...near, sensitive: false }],
    });
    const change = (ruleId: string, what: string, text: string) =>
      served.script('/api/rules/change', {
        method: 'POST',
        body: {
          ...{ name: 'r.yaml', text: RULES, ruleId, imageId: '/photos/screen.png' },
          ...{ change: what, found: text },
        },
      });
    for (const answer of [
      await change('keys', 'allow-text', '0'),
      await change('keys', 'allow-in-line', '0'),
      await change('word', 'allow-in-line', 'key'),
      await change('word', 'accept-reading', '0'),
    ]) {
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain(SECRET);
    }
  });
});

it('shows the text and names of strangers as one harmless line', async () => {
  await using served = await Served.start();
  const id = await served.put(`${HOSTILE}.png`, HOSTILE, [found('gate', HOSTILE, [0])]);
  for (const path of [
    ...['/api/images', '/api/alerts', '/api/alerts.csv'],
    `/api/image?id=${encodeURIComponent(id)}`,
  ]) {
    const { text } = await served.script(path);
    const shown = text.replaceAll(JSON.stringify(id), '').replace(/"picture":"[^"]*"/g, '');
    expect(shown).toContain('gnp.exe');
    expect(shown).not.toMatch(/\\u202e|\u202e|\\u0007|\u0007|\\u001b|\u001b/);
  }
});

it('quotes cells of a CSV that a spreadsheet would take for formulas', async () => {
  await using served = await Served.start();
  await served.put('=cmd|calc.png', '+1', [found('gate', '@SUM(1)', [0])]);
  const { text, headers } = await served.script('/api/alerts.csv');
  expect(headers['content-disposition']).toBe('attachment; filename="alerts.csv"');
  for (const cell of text.split('\r\n').slice(1).join(',').split(','))
    expect(cell).not.toMatch(/^"?[=+@-]/);
  expect(text).toContain("'=cmd|calc.png");
});

describe('verdicts', () => {
  it('are given on what was seen, and who comes second is told', async () => {
    await using served = await Served.start();
    await served.put('a.png', 'KEEP OUT', [found('gate', 'KEEP OUT', [0, 1])]);
    const { items } = await served.json('/api/alerts');
    const [{ id, revision }] = items;
    const judge = (verdict: string, note?: string) =>
      served.json('/api/alerts/judge', {
        ...{ method: 'POST', body: { alerts: [{ id, revision }], verdict, note } },
      });
    expect(await judge('confirmed', 'belt stopped')).toEqual({
      ...{ alerts: [{ id, revision: 1, verdict: 'confirmed' }], overtaken: [] },
    });
    expect(await judge('false-alarm')).toEqual({
      ...{ alerts: [{ id, revision: 1, verdict: 'confirmed' }], overtaken: [id] },
    });
    const { items: history } = await served.json(
      `/api/alerts/history?id=${encodeURIComponent(id)}`,
    );
    expect(history).toEqual([{ at: NOW, by: 'ann', verdict: 'confirmed', note: 'belt stopped' }]);
  });

  it('are given to all of a query, if it is what the person saw, and can be undone', async () => {
    await using served = await Served.start();
    for (let n = 0; n < 250; n += 1)
      await served.put(`${n}.png`, 'X', [found('gate', `X${n}`, [0])], { at: NOW - n });
    const judgeAll = (expected: number) =>
      served.script('/api/alerts/judge-all', {
        method: 'POST',
        body: { query: { rule: 'gate', verdict: 'new' }, verdict: 'false-alarm', expected },
      });
    const other = await judgeAll(249);
    expect([other.status, JSON.parse(other.text).code]).toEqual([409, 'count-changed']);
    const judged = JSON.parse((await judgeAll(250)).text);
    expect(judged).toMatchObject({ n: 250, overtaken: [] });
    const count = async (verdict: string) =>
      (await served.json(`/api/alerts/count?verdict=${verdict}`)).n;
    expect(await count('false-alarm')).toBe(250);
    const undo = () =>
      served.script('/api/alerts/undo', { method: 'POST', body: { undo: judged.undo } });
    expect(JSON.parse((await undo()).text)).toMatchObject({ n: 250 });
    expect(await count('new')).toBe(250);
    expect((await undo()).status).toBe(404);
  });

  it('are not given by a console that is read-only', async () => {
    await using served = await Served.start({ isReadOnly: true });
    await served.put('a.png', 'X', [found('gate', 'X', [0])]);
    const alerts = [{ id: 'a.png%20gate', revision: 0 }];
    for (const [path, body] of [
      ['/api/alerts/judge', { alerts, verdict: 'confirmed' }],
      ['/api/reveal', { imageId: '/photos/a.png' }],
      ['/api/deliveries/retry', {}],
    ] as const) {
      const { status } = await served.script(path, { method: 'POST', body });
      expect(status).toBe(403);
    }
    expect((await served.json('/api/alerts?verdict=new')).items).toHaveLength(1);
  });
});

const RULES = 'rules: [{ id: keys, match: X }, { id: word, match: key }]\n';

function rulesDesk(text: string, files = new InMemoryRuleFiles('r.yaml', text)) {
  return {
    kind: 'edit' as const,
    files,
    parse: (file: { name: string; text: string }) => parseRuleFile(file.text, { name: file.name }),
    compile: compileWatchlist,
  };
}

describe('rules', () => {
  const put = (served: Served, text: string, mark: string) =>
    served.script('/api/rules', { method: 'PUT', body: { name: 'r.yaml', text, mark } });

  it('are saved over what was seen, and what changed meanwhile is handed out', async () => {
    const files = new InMemoryRuleFiles('r.yaml', RULES);
    await using served = await Served.start({ rules: rulesDesk(RULES, files) });
    const { files: read } = await served.json('/api/rules');
    const { mark } = read[0];
    files.edit(`# theirs\n${RULES}`);
    const conflict = await put(served, `# mine\n${RULES}`, mark);
    expect(conflict.status).toBe(409);
    const { current } = JSON.parse(conflict.text);
    expect(current).toMatchObject({ name: 'r.yaml', text: `# theirs\n${RULES}` });
    const saved = await put(served, `# mine\n${RULES}`, current.mark);
    expect(saved.status).toBe(200);
    expect((await files.read())[0]?.text).toBe(`# mine\n${RULES}`);
  });

  it('are not saved with mistakes, which are named by line', async () => {
    const files = new InMemoryRuleFiles('r.yaml', RULES);
    await using served = await Served.start({ rules: rulesDesk(RULES, files) });
    const { status, text } = await put(served, 'rules:\n  - id: a\n    mtach: X\n', RULES);
    expect(status).toBe(422);
    expect(JSON.parse(text).problems).toContainEqual(
      expect.objectContaining({ line: 3, level: 'error' }),
    );
    expect((await files.read())[0]?.text).toBe(RULES);
  });

  it('are explained on stored images and on pasted text', async () => {
    await using served = await Served.start({ rules: rulesDesk(RULES) });
    await served.put('a.png', 'the key');
    const { images } = await served.json('/api/rules/explain', {
      method: 'POST',
      body: { name: 'r.yaml', text: RULES, imageIds: ['/photos/a.png'], pasted: 'X' },
    });
    const matched = images.map(({ rules }: { rules: { ruleId: string; matched: boolean }[] }) =>
      rules.filter((rule) => rule.matched).map(({ ruleId }) => ruleId),
    );
    expect(matched).toEqual([['word'], ['keys']]);
  });

  it('say plainly that there are none', async () => {
    await using served = await Served.start();
    const { status, text } = await served.script('/api/rules');
    expect([status, JSON.parse(text).advice]).toEqual([501, expect.stringMatching(/--rules/)]);
  });
});

it('tells listeners within a moment that answers differ by now', async () => {
  await using served = await Served.start();
  const marks: string[] = [];
  const headers = { authorization: `Bearer ${served.console.token}` };
  const said = new Promise<void>((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port: served.port, path: '/api/events', headers });
    asked.on('error', reject).on('response', (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        marks.push(...text.split('\n').filter((line) => line.startsWith('data: ')));
        if (marks.length === 1) void served.put('a.png', 'X');
        else resolve(void response.destroy());
      });
    });
  });
  await said;
  expect(new Set(marks).size).toBe(2);
});

it('shows what waits and what was refused, and sends it again', async () => {
  await using served = await Served.start();
  const [one, other] = [sampleDelivery({ channel: 'mail' }), sampleDelivery({ channel: 'chat' })];
  await served.deliveries.add([one, other]);
  await served.deliveries.end('chat', [other.id], { state: 'refused', error: 'no such room' });
  const { channels, refused } = await served.json('/api/health');
  expect(channels).toMatchObject([
    { channel: 'chat', waiting: 0, refused: 1 },
    { channel: 'mail', waiting: 1, refused: 0 },
  ]);
  expect(refused).toMatchObject([{ id: other.id, error: 'no such room' }]);
  const body = { ids: [other.id] };
  expect(await served.json('/api/deliveries/retry', { method: 'POST', body })).toEqual({ n: 1 });
});

it('quotes nothing of a failure that is not ours, and reports it', async () => {
  const about = async () => {
    throw new Error(`password ${SECRET}`);
  };
  await using served = await Served.start({ about });
  const { status, text } = await served.script('/api/health');
  expect(status).toBe(500);
  expect(text).not.toContain(SECRET);
  expect(served.failures).toHaveLength(1);
});

it('describes every operation, also for machines', async () => {
  await using served = await Served.start();
  const { paths, openapi } = await served.json('/api/openapi.json');
  expect(openapi).toBe('3.1.1');
  expect(paths['/api/uploads/{name}'].put.parameters).toMatchObject([{ name: 'name', in: 'path' }]);
  const ids = Object.values<Record<string, { operationId: string }>>(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
