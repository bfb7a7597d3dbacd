import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeTextDetectorContract,
  failureOf,
  imageThatFails,
} from '@glyphwatch/domain/contracts';
import type { HttpOptions } from '@glyphwatch/http-calls';
import { describeDetectorFaults, RecordingServer } from '@glyphwatch/http-calls/testing';
import { tiffOf } from '@glyphwatch/image-pages/testing';
import { ORIENTATIONS } from '@glyphwatch/sent-image';
import {
  blank,
  type Drawn,
  draw,
  imageOf,
  KnownPictures,
  stored,
} from '@glyphwatch/sent-image/testing';
import sharp from 'sharp';
import { byKey, byServiceAccount, readServiceAccount } from './credentials.ts';
import { GoogleVisionTextDetector, type GoogleVisionOptions } from './index.ts';
import { errorInfo, googleVision, refusal } from './testing/google-vision.ts';

const KEY = 'AIzaCANARYkey';
const EMAIL = 'watch@example.iam.gserviceaccount.com';
const AUDIENCE = 'https://vision.googleapis.com/';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface StartOptions {
  readonly turns?: boolean;
  readonly http?: HttpOptions;
  readonly clock?: () => number;
  readonly detector?: Partial<GoogleVisionOptions>;
}

async function start({ turns = false, http = {}, clock, detector = {} }: StartOptions = {}) {
  const known = new KnownPictures({ turns });
  const account = { email: EMAIL, keyId: 'key-1', publicKey, audience: AUDIENCE };
  const service = { known, key: KEY, account, ...(clock ? { clock } : {}) };
  const server = new RecordingServer('http', googleVision(service));
  const endpoint = `http://127.0.0.1:${await server.listen()}`;
  const know = async (drawn: Drawn) => {
    await known.add(drawn.png, drawn);
    return imageOf(drawn.png);
  };
  const open = (changes: Partial<GoogleVisionOptions> = {}) =>
    new GoogleVisionTextDetector({
      ...{ authorize: byKey(KEY), mode: 'scene', endpoint },
      http: { allowHttp: true, allowPrivate: true, wait: async () => {}, ...http },
      ...detector,
      ...changes,
    });
  return { known, server, know, open, detector: open(), close: () => server.close() };
}

async function tiffShowing(pages: readonly Drawn[]): Promise<Buffer> {
  return tiffOf(
    await Promise.all(
      pages.map(async ({ png, width, height }) => ({
        ...{ width, height },
        rgb: await sharp(png).removeAlpha().raw().toBuffer(),
      })),
    ),
  );
}

describeTextDetectorContract('GoogleVisionTextDetector', async () => {
  const { detector: first, server, know, known, open, close } = await start();
  let detector = first;
  return {
    // The subject may be misconfigured later, so it is looked up at every call.
    get detector() {
      return detector;
    },
    imageShowing: async (lines) => know(await draw(lines)),
    async documentShowing(pages) {
      const drawn = await Promise.all(pages.map((lines) => draw(lines)));
      for (const page of drawn) await known.add(page.png, page);
      return imageOf(await tiffShowing(drawn));
    },
    blankImage: async () => know(await blank()),
    notAnImage: async () => imageOf(Buffer.from('no picture')),
    missingImage: async () => imageThatFails('image-gone'),
    imageThatFails,
    breakBackend: () => server.close(),
    misconfigure: async () => void (detector = open({ authorize: byKey('another key') })),
    close,
  };
});

describe.each([true, false])('if Google turns pictures by EXIF: %s', (turns) => {
  it.each(ORIENTATIONS)(
    'text of orientation %i is found where it is shown',
    async (orientation) => {
      const { detector, known, close } = await start({ turns });
      const drawn = await draw(['KEEP OUT', 'NO ENTRY']);
      const photo = await stored(drawn.png, orientation, 'png');
      await known.add(photo, drawn, orientation);
      const { lines, width, truncated } = await detector.detectText(imageOf(photo));
      await close();
      expect(lines.map(({ text }) => text)).toEqual(['KEEP OUT', 'NO ENTRY']);
      expect([width, truncated]).toEqual([drawn.width, false]);
      const { x = 0, y = 0 } = drawn.lines[0]?.words[1]?.corners[0] ?? {};
      expect(lines[0]?.words[1]?.polygon[0].x).toBeCloseTo(x / drawn.width, 2);
      expect(lines[0]?.words[1]?.polygon[0].y).toBeCloseTo(y / drawn.height, 2);
    },
  );
});

const image = (error: object) => ({
  status: 200,
  body: JSON.stringify({ responses: [{ error }] }),
});
const RETRY_INFO = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' };
const BAD_REQUEST = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{}] };

describeDetectorFaults(
  'GoogleVisionTextDetector',
  async (http) => {
    const { detector, server, know } = await start({
      http: { allowHttp: true, allowPrivate: true, ...http },
    });
    const shown = await know(await draw(['KEEP OUT']));
    return { detect: () => detector.detectText(shown), server };
  },
  {
    secrets: [KEY],
    waitInBody: refusal(429, 'RESOURCE_EXHAUSTED', [RETRY_INFO]),
    answers: [
      [
        'a wrong key, which is a 400, is misconfigured',
        refusal(400, 'INVALID_ARGUMENT', [errorInfo('API_KEY_INVALID')]),
        'detector-misconfigured',
      ],
      [
        'a switched-off API is misconfigured',
        refusal(403, 'PERMISSION_DENIED', [errorInfo('SERVICE_DISABLED')]),
        'detector-misconfigured',
      ],
      [
        'an unpaid project is misconfigured',
        refusal(403, 'PERMISSION_DENIED', [errorInfo('BILLING_DISABLED')]),
        'detector-misconfigured',
      ],
      ['401 is misconfigured', refusal(401, 'UNAUTHENTICATED'), 'detector-misconfigured'],
      ['an unknown project is misconfigured', refusal(404, 'NOT_FOUND'), 'detector-misconfigured'],
      [
        'a request that it does not understand is misconfigured, not a bad image',
        refusal(400, 'INVALID_ARGUMENT', [BAD_REQUEST]),
        'detector-misconfigured',
      ],
      ['another 400 is unsupported', refusal(400, 'INVALID_ARGUMENT'), 'image-unsupported'],
      [
        'a reason that is no reason is not repeated',
        refusal(403, 'PERMISSION_DENIED', [errorInfo('CANARY <b>')]),
        'detector-misconfigured',
      ],
      [
        'a bad image within a success is unsupported',
        image({ code: 3, message: 'Bad image data. CANARY' }),
        'image-unsupported',
      ],
      [
        'a lack of permission within a success is misconfigured',
        image({ code: 7, message: 'CANARY' }),
        'detector-misconfigured',
      ],
      [
        'an outage within a success is unavailable',
        image({ code: 14, message: 'CANARY' }),
        'detector-unavailable',
      ],
      [
        'another error within a success is unsupported',
        image({ code: 9, message: 'CANARY' }),
        'image-unsupported',
      ],
      [
        'two answers to one image are none',
        { status: 200, body: '{"responses":[{},{}]}' },
        'detector-unavailable',
      ],
      [
        'words without a place in lines are no answer',
        { status: 200, body: '{"responses":[{"textAnnotations":[{"description":"CANARY"}]}]}' },
        'detector-unavailable',
      ],
    ],
  },
);

describe('a bad image', () => {
  it('is sent once more, because it may pass then', async () => {
    const { detector, server, know, close } = await start();
    server.replies = [image({ code: 3, message: 'Bad image data.' }), 'answer'];
    const { lines } = await detector.detectText(await know(await draw(['KEEP OUT'])));
    await close();
    expect(lines).toHaveLength(1);
    expect(server.received).toHaveLength(2);
  });
});

it('keeps the text beside an error, and says that it may be less', async () => {
  const { detector, server, know, close } = await start();
  const answered = await googleVision({ known: await knowing('KEEP OUT'), key: KEY })(
    await requestFor('KEEP OUT'),
  );
  const { responses } = JSON.parse(answered.body ?? '');
  const body = JSON.stringify({ responses: [{ ...responses[0], error: { code: 14 } }] });
  server.replies = [{ status: 200, body }];
  const detection = await detector.detectText(await know(await draw(['KEEP OUT'])));
  await close();
  expect(detection).toMatchObject({ truncated: true, lines: [{ text: 'KEEP OUT' }] });
});

async function knowing(text: string): Promise<KnownPictures> {
  const [known, drawn] = [new KnownPictures(), await draw([text])];
  await known.add(drawn.png, drawn);
  return known;
}

/** What the detector sends for this text. */
async function requestFor(text: string) {
  const { detector, server, know, close } = await start();
  await detector.detectText(await know(await draw([text])));
  await close();
  const [request] = server.received;
  if (!request) throw new Error('Nothing was sent.');
  return request;
}

it('asks for confidence, for one kind of text and the stable model, with the key in a header', async () => {
  const { body, headers, path } = await requestFor('KEEP OUT');
  const { requests } = JSON.parse(body);
  expect(requests[0]).toMatchObject({
    features: [{ type: 'TEXT_DETECTION', model: 'builtin/stable' }],
    imageContext: { textDetectionParams: { enableTextDetectionConfidenceScore: true } },
  });
  expect([headers['x-goog-api-key'], path]).toEqual([KEY, '/v1/images:annotate']);
});

it('asks for dense text, and at a place, if the settings do', async () => {
  const place = { project: 'my-project', location: 'eu' } as const;
  const { detector, server, know, close } = await start({ detector: { mode: 'document', place } });
  await detector.detectText(await know(await draw(['KEEP OUT'])));
  await close();
  expect(server.received[0]?.path).toBe('/v1/projects/my-project/locations/eu/images:annotate');
  expect(server.received[0]?.body).toContain('"DOCUMENT_TEXT_DETECTION"');
  expect(detector.identity).toBe('google-vision/document/builtin/stable');
});

describe('a service account', () => {
  const account = { email: EMAIL, keyId: 'key-1', key: privateKey, project: undefined };

  it.each([
    ['is trusted', account, AUDIENCE, undefined],
    [
      'is not trusted for another service',
      account,
      'https://storage.googleapis.com/',
      'detector-misconfigured',
    ],
    [
      'is not trusted with another key',
      { ...account, keyId: 'key-2' },
      AUDIENCE,
      'detector-misconfigured',
    ],
    [
      'is not trusted under another name',
      { ...account, email: 'x@example.com' },
      AUDIENCE,
      'detector-misconfigured',
    ],
  ] as const)('%s', async (_, who, audience, code) => {
    const { open, know, close } = await start();
    const detector = open({ authorize: byServiceAccount(who, audience) });
    const reading = detector.detectText(await know(await draw(['KEEP OUT'])));
    if (code) await failureOf(reading, code);
    else expect((await reading).lines).toHaveLength(1);
    await close();
  });

  it('has a token for each request, so that none runs out', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const { open, know, close } = await start({ clock: () => now });
    const detector = open({ authorize: byServiceAccount(account, AUDIENCE, () => now) });
    const shown = await know(await draw(['KEEP OUT']));
    for (const _ of [1, 2, 3]) {
      expect((await detector.detectText(shown)).lines).toHaveLength(1);
      now += 3 * 3_600_000;
    }
    const early = byServiceAccount(account, AUDIENCE, () => now)();
    now += 2 * 3_600_000;
    await failureOf(open({ authorize: () => early }).detectText(shown), 'detector-misconfigured');
    await close();
  });

  describe('file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'google-'));
    const file = join(folder, 'account.json');
    afterAll(() => rmSync(folder, { recursive: true }));
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const good = {
      type: 'service_account',
      ...{ client_email: EMAIL, private_key_id: 'key-1', private_key: pem, project_id: 'p' },
    };

    it('is read', async () => {
      writeFileSync(file, JSON.stringify(good));
      const read = await readServiceAccount(file);
      expect(read).toMatchObject({ email: EMAIL, keyId: 'key-1', project: 'p' });
      const { open, know, close } = await start();
      const detector = open({ authorize: byServiceAccount(read, AUDIENCE) });
      expect((await detector.detectText(await know(await draw(['A'])))).lines).toHaveLength(1);
      await close();
    });

    it.each([
      ['is missing', undefined, 'cannot be read'],
      ['is no JSON', 'CANARY', 'is not JSON'],
      [
        'is of a person',
        JSON.stringify({ type: 'authorized_user', refresh_token: 'CANARY' }),
        'no service account',
      ],
      ['lacks a field', JSON.stringify({ ...good, private_key_id: '' }), 'lacks client_email'],
      ['has a broken key', JSON.stringify({ ...good, private_key: 'CANARY' }), 'private key'],
    ])('that %s is misconfigured, and nothing of it is shown', async (_, content, message) => {
      rmSync(file, { force: true });
      if (content !== undefined) writeFileSync(file, content);
      const error = await failureOf(readServiceAccount(file), 'detector-misconfigured');
      expect(error.message).toContain(message);
      expect(`${error.message}${String(error.cause)}`).not.toContain('CANARY');
    });
  });
});
