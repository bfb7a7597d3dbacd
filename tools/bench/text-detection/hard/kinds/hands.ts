import { developed, grainyCanvas, paint } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw } from '../picture.ts';
import { flat } from '../project.ts';
import { commonWords, titleCase } from '../texts.ts';

/** A note in script and handwriting typefaces; real hands are harder. */
export const drawNote: Draw = async (random) => {
  const lines = [1, 2, 3, 4, 5].map(() =>
    titleCase(commonWords(random, random.whole(2, 4)).join(' ')),
  );
  const font = random.pick(fontsFor('hand'));
  const panel = await drawPanel(
    lines.map((text) => ({ text, font, size: random.whole(34, 46) })),
    { ink: random.pick(['#1d2a6b', '#26221e', '#7a1f1f']), align: 'left' },
  );
  const area = { width: panel.width + 160, height: panel.height + 160 };
  const canvas = await grainyCanvas(area, [236, 230, 214], 0.08, random);
  const pose = {
    x: area.width / 2,
    y: area.height / 2,
    roll: random.between(-7, 7),
    yaw: random.between(-15, 15),
  };
  paint(canvas, panel, flat(panel, pose));
  const camera = { blur: random.between(0, 0.8), noise: 8, quality: 84 };
  return { bytes: await developed(canvas, camera, random), ending: 'jpg', lines };
};
