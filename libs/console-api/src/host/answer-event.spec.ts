import { found, NOW, Served } from '../testing/served.ts';
import { type ApiEvent, type ApiEventAnswer, eventAnswerer } from './answer-event.ts';

const SECRET = 'AKIAIOSFODNN7EXAMPLE';
const REVIEWER = { username: 'ann', groups: '[reviewer]' };
const VIEWER = { username: 'vic', groups: '[other viewer]' };

function eventOf(
  [method, address]: readonly [string, string],
  claims: Record<string, unknown> | undefined,
  body?: object,
): ApiEvent {
  const { pathname, search } = new URL(address, 'https://watch.example.com');
  return {
    ...{ rawPath: pathname, rawQueryString: search.slice(1), headers: { 'x-glyphwatch': '1' } },
    requestContext: { http: { method }, ...(claims ? { authorizer: { jwt: { claims } } } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  };
}

const jsonOf = ({ body }: ApiEventAnswer) => JSON.parse(body);

async function open(changes = {}) {
  const served = await Served.start(changes);
  const failures: unknown[] = [];
  const options = { groupsClaim: 'groups', onFailure: (error: unknown) => failures.push(error) };
  const answer = eventAnswerer({ ...options, parts: served.parts });
  const id = await served.put('gate.png', `key ${SECRET}`, [
    found('keys', SECRET, [1], { sensitive: true }),
  ]);
  return { served, answer, failures, id };
}

it('answers what the console on a laptop answers, with the same headers', async () => {
  const { served, answer } = await open();
  await using _ = served;
  const here = await served.script('/api/alerts?verdict=new');
  const there = await answer(eventOf(['GET', '/api/alerts?verdict=new'], REVIEWER));
  expect([there.statusCode, jsonOf(there)]).toEqual([here.status, JSON.parse(here.text)]);
  expect(here.headers).toMatchObject(there.headers);
});

it('sends pictures as base64 and lists as text', async () => {
  const { served, answer, id } = await open();
  await using _ = served;
  const picture = await answer(
    eventOf(['GET', `/api/picture?id=${encodeURIComponent(id)}`], VIEWER),
  );
  expect(picture).toMatchObject({
    isBase64Encoded: true,
    headers: { 'content-type': 'image/webp' },
  });
  expect(Buffer.from(picture.body, 'base64').toString()).toBe('RIFF-a-picture');
  const list = await answer(eventOf(['GET', '/api/images.csv'], VIEWER));
  expect(Buffer.from(list.body, 'base64').toString()).toContain('gate.png');
});

it('lets viewers look, reviewers judge and reveal, and nobody else in', async () => {
  const { served, answer, id } = await open();
  await using _ = served;
  const reveal = ['POST', '/api/reveal'] as const;
  expect(jsonOf(await answer(eventOf(['GET', '/api/me'], VIEWER))).can).not.toContain('judge');
  expect((await answer(eventOf(reveal, VIEWER, { imageId: id }))).statusCode).toBe(403);
  expect(served.revealed).toEqual([]);
  const strangers = [undefined, {}, { username: 'eve' }, { username: 'eve', groups: '[viewers]' }];
  const asked = strangers.map((claims) => answer(eventOf(['GET', '/api/me'], claims)));
  const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode);
  expect(statuses).toEqual([401, 401, 403, 403]);
  const shown = await answer(eventOf(reveal, REVIEWER, { imageId: id }));
  expect(shown.body).toContain(SECRET);
  expect(served.revealed).toEqual([{ at: NOW, by: 'ann', imageId: id, page: 1 }]);
});

it('shows nothing of what is covered when the reveal could not be recorded', async () => {
  const recordReveal = async () => Promise.reject(new Error('the table is gone'));
  const { served, answer, failures, id } = await open({ recordReveal });
  await using _ = served;
  const refused = await answer(eventOf(['POST', '/api/reveal'], REVIEWER, { imageId: id }));
  expect(refused.statusCode).toBe(500);
  expect(refused.body).not.toContain(SECRET);
  expect(failures).toHaveLength(1);
});

it('refuses what it does not know, and writes without the header', async () => {
  const { served, answer } = await open();
  await using _ = served;
  const statusOf = async (event: ApiEvent) => (await answer(event)).statusCode;
  expect(await statusOf(eventOf(['GET', '/api/session'], REVIEWER))).toBe(404);
  expect(await statusOf(eventOf(['GET', '/index.html'], REVIEWER))).toBe(404);
  expect(await statusOf(eventOf(['DELETE', '/api/forecasts/%E0%A4%A'], REVIEWER))).toBe(404);
  expect(await statusOf(eventOf(['GET', '/api/images?limit=many'], REVIEWER))).toBe(400);
  const write = eventOf(['POST', '/api/alerts/judge'], REVIEWER, {});
  expect(await statusOf({ ...write, headers: {} })).toBe(403);
  expect(await statusOf({ ...write, body: '{' })).toBe(400);
});

it('says so when an answer is larger than Lambda can send', async () => {
  const covered = async () => Buffer.alloc(5_000_000);
  const { served, answer, id } = await open({ views: { covered, bare: covered } });
  await using _ = served;
  const large = await answer(eventOf(['GET', `/api/picture?id=${encodeURIComponent(id)}`], VIEWER));
  expect([large.statusCode, jsonOf(large).code]).toEqual([413, 'too-large']);
});
