import { describeTextDetectorContract, imageThatFails } from '@glyphwatch/domain/contracts';
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
import { AzureVisionTextDetector } from './index.ts';
import { azureVision, refusal } from './testing/azure-vision.ts';

const KEY = 'CANARY0123456789';

async function start({ turns = false, http = {} as HttpOptions } = {}) {
  const known = new KnownPictures({ turns });
  const server = new RecordingServer('http', azureVision(known, KEY));
  const endpoint = `http://127.0.0.1:${await server.listen()}`;
  const know = async (drawn: Drawn) => {
    await known.add(drawn.png, drawn);
    return imageOf(drawn.png);
  };
  const open = (key = KEY) =>
    new AzureVisionTextDetector({
      ...{ endpoint, key },
      http: { allowHttp: true, allowPrivate: true, wait: async () => {}, ...http },
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

describeTextDetectorContract('AzureVisionTextDetector', async () => {
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
    misconfigure: async () => void (detector = open('another key')),
    close,
  };
});

describe.each([true, false])('if Azure turns pictures by EXIF: %s', (turns) => {
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

describeDetectorFaults(
  'AzureVisionTextDetector',
  async (http) => {
    const { detector, server, know } = await start({
      http: { allowHttp: true, allowPrivate: true, ...http },
    });
    const shown = await know(await draw(['KEEP OUT']));
    return { detect: () => detector.detectText(shown), server };
  },
  {
    secrets: [KEY],
    answers: [
      ['a wrong key is misconfigured', refusal(401, '401'), 'detector-misconfigured'],
      [
        'a firewall of the resource is misconfigured',
        refusal(403, '403'),
        'detector-misconfigured',
      ],
      ['a wrong endpoint is misconfigured', refusal(404, '404'), 'detector-misconfigured'],
      [
        'a damaged image is unsupported',
        refusal(400, 'InvalidRequest', 'InvalidImageFormat'),
        'image-unsupported',
      ],
      [
        'a wrong size is unsupported',
        refusal(400, 'InvalidRequest', 'InvalidImageSize'),
        'image-unsupported',
      ],
      [
        'an unknown format is unsupported',
        refusal(415, 'UnsupportedMediaType'),
        'image-unsupported',
      ],
      ['a time-out of its own is unavailable', refusal(400, 'Timeout'), 'detector-unavailable'],
      [
        'a failure to process is unavailable',
        refusal(400, 'InvalidRequest', 'FailedToProcess'),
        'detector-unavailable',
      ],
      [
        'a request that it does not understand is misconfigured',
        refusal(400, 'InvalidRequest', 'NotSupportedFeature'),
        'detector-misconfigured',
      ],
      [
        'a bare 400 is misconfigured, because the bytes were counted before',
        refusal(400, 'InvalidRequest'),
        'detector-misconfigured',
      ],
      [
        'a code that is no code is not repeated',
        refusal(400, '<CANARY>', '<CANARY>'),
        'detector-misconfigured',
      ],
    ],
  },
);

it('sends the bytes, with the key in a header', async () => {
  const { detector, server, know, close } = await start();
  const drawn = await draw(['KEEP OUT']);
  const { modelVersion } = await detector.detectText(await know(drawn));
  await close();
  const [request] = server.received;
  expect(request?.bytes.equals(drawn.png)).toBe(true);
  expect(request?.path).toBe(
    '/computervision/imageanalysis:analyze?api-version=2023-10-01&features=read',
  );
  expect(request?.headers['ocp-apim-subscription-key']).toBe(KEY);
  expect(modelVersion).toBe('2023-10-01');
});
