import { locateLines } from './locate-lines.ts';
import type { Models } from './models.ts';
import type { Network } from './network.ts';
import type { DecodedImage, Overview } from './picture.ts';
import { wholeTile } from './tiles.ts';

const SIZE = { width: 256, height: 128 };
const ENLARGED = 2;

function looks(scale: number): Overview {
  const area = { width: scale * SIZE.width, height: scale * SIZE.height };
  const pixels = new Uint8Array(3 * area.width * area.height);
  return { ...area, scale, pixels, tiles: [wholeTile(area)] };
}

function image(scale = ENLARGED): DecodedImage {
  return { ...SIZE, picture: looks(1), overview: looks(1), closeUp: looks(scale) };
}

/** Finds one line whose core has this height in the overview, and notes the width of what it sees. */
function finding(coreHeight: number): { models: Models; seen: number[] } {
  const seen: number[] = [];
  const run: Network['run'] = ([, , height = 0, width = 0]) => {
    seen.push(width);
    const map = new Float32Array(width * height);
    const scale = width / SIZE.width;
    for (let y = 40 * scale; y < (40 + coreHeight) * scale; y += 1)
      map.fill(1, y * width + 30 * scale, y * width + 220 * scale);
    return Promise.resolve(map);
  };
  const network: Network = { run, try: () => Promise.reject(new Error('Not asked for')) };
  const models = { detection: network, recognition: network, orientation: network };
  return { models: { ...models, characters: [], readers: [] }, seen };
}

describe('a small picture', () => {
  it('is not looked at enlarged if its lines are large', async () => {
    const { models, seen } = finding(16);
    const lines = await locateLines(models, image());
    expect(lines).toHaveLength(1);
    expect(seen).toEqual([SIZE.width]);
  });

  it.each([
    ['a line is small', 6],
    ['nothing was found', 0],
  ])('is looked at enlarged if %s', async (_, coreHeight) => {
    const { models, seen } = finding(coreHeight);
    await locateLines(models, image());
    expect(seen).toEqual([SIZE.width, ENLARGED * SIZE.width]);
  });
});

it('looks at a large picture closely whatever was found, because its small text does not show from afar', async () => {
  const { models, seen } = finding(16);
  await locateLines(models, image(1));
  expect(seen).toEqual([SIZE.width, SIZE.width]);
});
