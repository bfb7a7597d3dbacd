import { developed, grainyCanvas, stroke } from '../canvas.ts';
import type { Draw } from '../picture.ts';

/** Grain, twigs, bricks or tiles: nothing to read. */
export const drawTextless: Draw = async (random) => {
  const [width, height] = [random.whole(300, 1200), random.whole(300, 900)];
  const ground = [random.whole(60, 200), random.whole(60, 200), random.whole(60, 200)] as const;
  const canvas = await grainyCanvas({ width, height }, ground, random.between(0.3, 0.9), random);
  const shade = () => [random.whole(0, 255), random.whole(0, 255), random.whole(0, 255)] as const;
  const kind = random.pick(['grain', 'twigs', 'bricks']);
  if (kind === 'twigs') {
    for (let i = 0; i < 120; i += 1) {
      const [x, y] = [random.whole(0, width), random.whole(0, height)];
      const to = [x + random.whole(-60, 60), y + random.whole(-60, 60)] as const;
      stroke(canvas, [x, y, ...to], shade(), random.whole(1, 5));
    }
  }
  if (kind === 'bricks') {
    for (let y = 0; y < height; y += 48) {
      stroke(canvas, [0, y, width, y], [200, 196, 190], 4);
      const shift = (y / 48) % 2 === 0 ? 0 : 55;
      for (let x = shift; x < width; x += 110)
        stroke(canvas, [x, y, x, y + 48], [200, 196, 190], 4);
    }
  }
  const camera = { blur: random.between(0, 1), noise: 14, quality: 85 };
  return { bytes: await developed(canvas, camera, random), ending: 'jpg', lines: [] };
};
