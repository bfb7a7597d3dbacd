import { TextractClient } from '@aws-sdk/client-textract';
import {
  describeTextDetectorContract,
  failureOf,
  imageThatFails,
} from '@glyphwatch/domain/contracts';
import { ORIENTATIONS, isMirrored } from '@glyphwatch/sent-image';
import {
  blank,
  type Drawn,
  draw,
  imageOf,
  KnownPictures,
  stored,
} from '@glyphwatch/sent-image/testing';
import sharp from 'sharp';
import { TEXTRACT_CLIENT_OPTIONS, TextractTextDetector } from './index.ts';
import { type Fault, TextractServer } from './testing/textract-server.ts';

const CALLER = { accessKeyId: 'AKIDCALLER', secretAccessKey: 'secret' };

async function start({ turns = false } = {}) {
  const known = new KnownPictures({ turns });
  const server = new TextractServer(known);
  const endpoint = await server.listen();
  const client = new TextractClient({
    ...TEXTRACT_CLIENT_OPTIONS,
    ...{ endpoint, region: 'eu-central-1', credentials: CALLER },
    requestHandler: { ...TEXTRACT_CLIENT_OPTIONS.requestHandler, requestTimeout: 1_000 },
  });
  const know = async (drawn: Drawn) => {
    await known.add(drawn.png, drawn);
    return imageOf(drawn.png);
  };
  return {
    ...{ known, server, client, know },
    detector: new TextractTextDetector(client, { callsPerSecond: 1_000 }),
    async close() {
      client.destroy();
      await server.close();
    },
  };
}

describeTextDetectorContract(
  'TextractTextDetector',
  async () => {
    const { detector, server, know, close } = await start();
    return {
      detector,
      imageShowing: async (lines) => know(await draw(lines)),
      blankImage: async () => know(await blank()),
      notAnImage: async () => imageOf(Buffer.from('no picture')),
      missingImage: async () => imageThatFails('image-gone'),
      imageThatFails,
      breakBackend: () => server.close(),
      misconfigure: async () => void (server.caller = { ...CALLER, secretAccessKey: 'other' }),
      close,
    };
  },
  { without: ['documentShowing'] },
);

describe.each([true, false])('if Textract turns pictures by EXIF: %s', (turns) => {
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
      expect([width, truncated]).toEqual([drawn.width, isMirrored(orientation)]);
      const { x = 0, y = 0 } =
        drawn.lines[0]?.words[1]?.corners[isMirrored(orientation) ? 1 : 0] ?? {};
      const corner = lines[0]?.words[1]?.polygon[0];
      expect(corner?.x).toBeCloseTo(x / drawn.width, 5);
      expect(corner?.y).toBeCloseTo(y / drawn.height, 5);
    },
  );
});

describe('what Textract says', () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => void (running = await start()));
  afterAll(() => running.close());

  async function detectMeeting(...faults: Fault[]) {
    const { detector, server, know } = running;
    server.faults.splice(0, server.faults.length, ...faults);
    return detector.detectText(await know(await draw(['KEEP OUT'])));
  }

  it.each([
    ['UnsupportedDocumentException', 'image-unsupported'],
    ['DocumentTooLargeException', 'image-unsupported'],
    ['BadDocumentException', 'image-unsupported'],
    ['InvalidParameterException', 'image-unsupported'],
    ['AccessDeniedException', 'detector-misconfigured'],
    ['UnrecognizedClientException', 'detector-misconfigured'],
    ['ExpiredTokenException', 'detector-misconfigured'],
  ] as const)('%s becomes %s', async (error, code) => {
    const { cause } = await failureOf(detectMeeting({ error }), code);
    expect(cause).toMatchObject({ name: error });
  });

  it.each([
    ['ThrottlingException', 400],
    ['ProvisionedThroughputExceededException', 400],
    ['InternalServerError', 500],
  ])('%s once is tried again, and thrice is detector-unavailable', async (error, status) => {
    expect((await detectMeeting({ error, status })).lines).toHaveLength(1);
    await failureOf(detectMeeting(...Array(3).fill({ error, status })), 'detector-unavailable');
  });

  it.each<[string, Fault]>([
    ['a dropped connection', 'drop'],
    ['silence', 'hang'],
    ['half a body', { body: '{"Blocks":[{"Block' }],
    ["a proxy's page", { body: '<html>Please sign in</html>', status: 502 }],
    ["a proxy's page that says all is well", { body: '<html>Please sign in</html>' }],
    ['an answer without a page', { body: '{"DocumentMetadata":{"Pages":1}}' }],
  ])(
    '%s is detector-unavailable, and never an image without text',
    async (_, fault) => {
      await failureOf(detectMeeting(fault, fault, fault), 'detector-unavailable');
    },
    20_000,
  );

  it('nothing of a failure repeats what was detected or sent', async () => {
    const error = await failureOf(
      detectMeeting({ body: '{"Blocks":"CANARY' }, { body: 'CANARY' }, { body: 'CANARY' }),
      'detector-unavailable',
    );
    expect(error.message).not.toContain('CANARY');
  });
});

describe('before anything is sent', () => {
  const detector = new TextractTextDetector(
    { send: () => Promise.reject(new Error('sent')) },
    { callsPerSecond: 1_000 },
  );
  const refusal = async (bytes: Uint8Array) =>
    (await failureOf(detector.detectText(imageOf(bytes)), 'image-unsupported')).message;

  it('refuses what is too large, and says what Textract reads', async () => {
    const large = Buffer.alloc(10 * 1024 * 1024 + 1, '\xff\xd8\xff', 'latin1');
    expect(await refusal(large)).toBe(
      'The image has 10485761 bytes. Textract reads JPEG, PNG, and TIFF or PDF of one page, at most 10 MB and 10000 pixels on each side.',
    );
    const wide = { width: 10_001, height: 20, channels: 3, background: 'white' } as const;
    expect(await refusal(await sharp({ create: wide }).png().toBuffer())).toContain('10001×20');
  });

  it('refuses a TIFF of several pages', async () => {
    const tiff = await stored((await draw(['ONE'])).png, 1, 'tiff');
    const directory = tiff.readUInt32LE(4);
    tiff.writeUInt32LE(8, directory + 2 + tiff.readUInt16LE(directory) * 12);
    expect(await refusal(tiff)).toContain('several pages');
  });
});

it('sends a PDF as it is', async () => {
  const sent: unknown[] = [];
  const detector = new TextractTextDetector(
    {
      send: async ({ input }) => {
        sent.push(input);
        return { Blocks: [{ BlockType: 'PAGE' }], $metadata: {} };
      },
    },
    { callsPerSecond: 1 },
  );
  const pdf = Buffer.from('%PDF-1.7\n…');
  expect(await detector.detectText(imageOf(pdf))).toMatchObject({ truncated: false, lines: [] });
  expect(sent).toEqual([{ Document: { Bytes: pdf } }]);
});

it('says that it read one frame of an animation', async () => {
  const { detector, know, close } = await start();
  const drawn = await draw(['KEEP OUT']);
  const control = Buffer.alloc(20);
  control.writeUInt32BE(8);
  control.write('acTL', 4);
  control.writeUInt32BE(3, 8);
  const png = Buffer.concat([drawn.png.subarray(0, 33), control, drawn.png.subarray(33)]);
  await know(drawn);
  const detection = await detector.detectText(imageOf(png)).finally(close);
  expect(detection).toMatchObject({ truncated: true, pageCount: 3, pagesRead: 1 });
  expect(detection.lines).toMatchObject([{ text: 'KEEP OUT', page: 1 }]);
});

it('fails instead of waiting longer for its turn than it may', async () => {
  const waits: number[] = [];
  const detector = new TextractTextDetector(
    { send: async () => ({ Blocks: [{ BlockType: 'PAGE' }], $metadata: {} }) },
    {
      callsPerSecond: 0.1,
      longestWaitMs: 15_000,
      clock: () => 0,
      wait: async (milliseconds) => void waits.push(milliseconds),
    },
  );
  const image = imageOf((await blank()).png);
  const detections = [1, 2, 3].map(() => detector.detectText(image));
  const [first, second, third] = await Promise.allSettled(detections);
  expect([first?.status, second?.status, third?.status]).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected'],
  ]);
  expect(waits).toEqual([10_000]);
  await failureOf(detections[2] ?? Promise.resolve(), 'detector-unavailable');
});

it('names the missing region', async () => {
  const detector = new TextractTextDetector(
    { send: () => Promise.reject(new Error('Region is missing')) },
    { callsPerSecond: 1 },
  );
  const failing = detector.detectText(imageOf((await blank()).png));
  expect((await failureOf(failing, 'detector-misconfigured')).message).toContain('AWS_REGION');
});
