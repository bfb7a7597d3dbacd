import { developed, grainyCanvas, paint, plainCanvas } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw } from '../picture.ts';
import { flat } from '../project.ts';
import { commonWords, SIGNS, titleCase } from '../texts.ts';

/** A thumbnail or cut-out whose shorter side has 40 to 200 pixels. */
export const drawSmall: Draw = async (random) => {
  const lines = random.chance(0.5)
    ? random.pick(SIGNS)
    : [titleCase(commonWords(random, 3).join(' '))];
  const size = random.whole(11, 30);
  const font = random.pick([...fontsFor('screen'), ...fontsFor('sign')]);
  const isDark = random.chance(0.3);
  const panel = await drawPanel(
    lines.map((text) => ({ text, font, size })),
    { ink: isDark ? '#f2f2f2' : '#1c1c1c' },
  );
  const [width, height] = [
    panel.width + random.whole(6, 40),
    Math.max(40, panel.height + random.whole(6, 40)),
  ];
  const canvas = plainCanvas({ width, height }, isDark ? [30, 60, 90] : [245, 245, 240]);
  paint(canvas, panel, flat(panel, { x: width / 2, y: height / 2 }));
  const camera = { quality: random.pick([60, 75, 90]) };
  return { bytes: await developed(canvas, camera, random), ending: 'jpg', lines };
};

/** Text hardly darker or lighter than its ground. */
export const drawFaint: Draw = async (random) => {
  const lines = [1, 2, 3, 4].map(() => titleCase(commonWords(random, 4).join(' ')));
  const ground = random.whole(60, 200);
  const ink = ground + random.pick([-1, 1]) * random.whole(14, 26);
  const hex = ink.toString(16).padStart(2, '0').repeat(3);
  const font = random.pick(fontsFor('screen'));
  const panel = await drawPanel(
    lines.map((text) => ({ text, font, size: 30 })),
    { ink: `#${hex}`, align: 'left' },
  );
  const size = { width: panel.width + 120, height: panel.height + 120 };
  const canvas = await grainyCanvas(size, [ground, ground, ground], 0.02, random);
  paint(canvas, panel, flat(panel, { x: size.width / 2, y: size.height / 2 }));
  return {
    bytes: await developed(canvas, { noise: 3, quality: 90 }, random),
    ending: 'jpg',
    lines,
  };
};

/** Out of focus, and compressed until it shows. */
export const drawBlurred: Draw = async (random) => {
  const lines = [1, 2, 3, 4].map(() => titleCase(commonWords(random, 4).join(' ')));
  const font = random.pick([...fontsFor('screen'), ...fontsFor('print')]);
  const size = random.whole(20, 30);
  const panel = await drawPanel(
    lines.map((text) => ({ text, font, size })),
    { ink: '#24211c', align: 'left' },
  );
  const area = { width: panel.width + 100, height: panel.height + 100 };
  const canvas = await grainyCanvas(area, [214, 208, 196], 0.06, random);
  paint(
    canvas,
    panel,
    flat(panel, { x: area.width / 2, y: area.height / 2, roll: random.between(-4, 4) }),
  );
  const camera = { blur: random.between(0.8, 2), noise: 8, quality: random.pick([18, 30, 50]) };
  return { bytes: await developed(canvas, camera, random), ending: 'jpg', lines };
};
