import { developed, grainyCanvas, paint } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw } from '../picture.ts';
import { around } from '../project.ts';
import { PRODUCTS } from '../texts.ts';

const PAPERS = ['#efe6d0', '#ffffff', '#1d3a2a', '#7a1420', '#f7d23e', '#20242c'] as const;

/** A label on a can or bottle: large and small print around a cylinder. */
export const drawLabel: Draw = async (random) => {
  const lines = random.pick(PRODUCTS);
  const paper = random.pick(PAPERS);
  const isDark = Number.parseInt(paper.slice(1, 3), 16) < 0x90;
  const print = random.pick(fontsFor('print'));
  const panel = await drawPanel(
    lines.map((text, index) => ({
      text,
      font: index === 1 ? `${random.pick(fontsFor('hand'))} bold` : print,
      size: index === 1 ? 64 : 34,
    })),
    { paper, ink: isDark ? '#f6f2e4' : '#1a1a1a', margin: 30 },
  );
  const canvas = await grainyCanvas({ width: 820, height: 760 }, [150, 140, 128], 0.5, random);
  const scale = Math.min(1, 620 / panel.width, 560 / panel.height) * random.between(0.75, 1);
  const pose = { x: 410, y: 380, roll: random.between(-10, 10), scale };
  const radius = panel.width * random.between(0.42, 0.7);
  paint(canvas, panel, around(panel, pose, { radius, bend: random.between(0.05, 0.35) }));
  const camera = { blur: random.between(0, 0.7), noise: 14, quality: 82 };
  return { bytes: await developed(canvas, camera, random), ending: 'jpg', lines };
};
