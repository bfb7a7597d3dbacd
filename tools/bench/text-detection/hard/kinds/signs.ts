import { developed, grainyCanvas, paint } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw } from '../picture.ts';
import { flat } from '../project.ts';
import { SIGNS } from '../texts.ts';

const BOARDS: readonly (readonly [paper: string, ink: string])[] = [
  ['#f4f4f0', '#101010'],
  ['#c01820', '#ffffff'],
  ['#0a4ea0', '#ffffff'],
  ['#f2c500', '#151515'],
  ['#0c6b3a', '#f5f5f5'],
  ['#2b2b2b', '#e8e8e0'],
];

/** A sign seen from the side, from below, or both, in front of something grainy. */
export const drawSign: Draw = async (random) => {
  const lines = random.pick(SIGNS);
  const [paper, ink] = random.pick(BOARDS);
  const font = `${random.pick(fontsFor('sign'))} bold`;
  const size = random.whole(46, 72);
  const panel = await drawPanel(
    lines.map((text) => ({ text, font, size })),
    { paper, ink, margin: random.whole(16, 40), border: random.chance(0.5) ? ink : paper },
  );
  const canvas = await grainyCanvas({ width: 900, height: 680 }, [120, 124, 112], 0.35, random);
  const scale = random.between(0.5, 0.9) * Math.min(1, 800 / panel.width, 560 / panel.height);
  paint(
    canvas,
    panel,
    flat(panel, {
      x: 450 + random.between(-60, 60),
      y: 340 + random.between(-60, 60),
      yaw: random.pick([-1, 1]) * random.between(20, 58),
      pitch: random.pick([-1, 1]) * random.between(0, 35),
      roll: random.between(-8, 8),
      scale,
    }),
  );
  const camera = { blur: random.between(0, 0.8), noise: 10, quality: 85 };
  return { bytes: await developed(canvas, camera, random), ending: 'jpg', lines };
};
