import { developed, paint, plainCanvas, stroke } from '../canvas.ts';
import { fontsFor } from '../fonts.ts';
import { drawPanel } from '../panel.ts';
import type { Draw } from '../picture.ts';
import { flat } from '../project.ts';
import type { Random } from '../random.ts';
import { ROOMS } from '../texts.ts';

const INK = [40, 42, 48] as const;

interface Mark {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly roll: number;
  /** `y` is where it begins, not its middle. */
  readonly isBelow?: boolean;
}

/** A floor plan: names and measures, upright in some rooms and turned by 90° along walls. */
export const drawPlan: Draw = async (random) => {
  const [width, height] = [1240, 880];
  const canvas = plainCanvas({ width, height }, [252, 252, 250]);
  const [columns, rows] = [random.whole(2, 4), random.whole(2, 3)];
  const names = random.shuffled(ROOMS);
  const turn = random.pick([-90, 90]);
  const marks: Mark[] = [];
  const [w, h] = [(width - 160) / columns, (height - 160) / rows];
  for (let i = 0; i < columns * rows; i += 1) {
    const [left, top] = [80 + (i % columns) * w, 80 + Math.floor(i / columns) * h];
    for (const wall of wallsOf(left, top, w, h)) stroke(canvas, wall, INK, 3);
    const isTurned = random.chance(0.3);
    marks.push({
      text: names[i] ?? '',
      x: left + w / 2,
      y: top + h / 2,
      roll: isTurned ? turn : 0,
    });
    marks.push({ text: measure(random), x: left + w / 2, y: top + 24, roll: 0 });
    marks.push({ text: measure(random), x: left + 26, y: top + h / 2, roll: turn });
  }
  const font = random.pick([...fontsFor('screen'), ...fontsFor('code')]);
  const size = random.whole(20, 30);
  for (const { text, ...pose } of marks) {
    const panel = await drawPanel([{ text, font, size }], { ink: '#24262c' });
    paint(canvas, panel, flat(panel, pose));
  }
  return {
    bytes: await developed(canvas, {}, random),
    ending: 'png',
    lines: marks.map(({ text }) => text),
  };
};

function wallsOf(left: number, top: number, w: number, h: number) {
  const [right, bottom] = [left + w, top + h];
  return [
    [left, top, right, top],
    [left, bottom, right, bottom],
    [left, top, left, bottom],
    [right, top, right, bottom],
  ] as const;
}

function measure(random: Random): string {
  return random.chance(0.5)
    ? `${random.whole(1, 9)}${random.whole(0, 9)}${random.whole(0, 9)}0 mm`
    : `${random.whole(2, 9)}.${random.whole(10, 99)} m`;
}

/** A bar chart: labels below the bars stand, the axis title stands, the rest lies. */
export const drawChart: Draw = async (random) => {
  const [width, height] = [980, 720];
  const canvas = plainCanvas({ width, height }, [255, 255, 255]);
  const font = random.pick(fontsFor('screen'));
  const marks: Mark[] = [
    {
      text: random.pick(['Units sold per week', 'Visitors by month', 'Energy used']),
      x: 490,
      y: 50,
      roll: 0,
    },
    {
      text: random.pick(['Thousands of units', 'Number of visitors', 'Kilowatt hours']),
      x: 40,
      y: 330,
      roll: -90,
    },
  ];
  stroke(canvas, [110, 100, 110, 540], INK, 2);
  stroke(canvas, [110, 540, 930, 540], INK, 2);
  for (let i = 0; i < 5; i += 1) {
    marks.push({ text: String(i * random.pick([5, 20, 100])), x: 85, y: 540 - i * 100, roll: 0 });
  }
  for (const [i, name] of random.shuffled(ROOMS).slice(0, 8).entries()) {
    const x = 160 + i * 98;
    stroke(canvas, [x - 20, 500, x - 20, 500 - random.whole(0, 360)], [80, 130, 190], 40);
    marks.push({ text: name, x, y: 560, roll: -90, isBelow: true });
  }
  for (const { text, isBelow = false, ...pose } of marks) {
    const panel = await drawPanel([{ text, font, size: 24 }], { ink: '#33363c' });
    const y = isBelow ? pose.y + panel.width / 2 : pose.y;
    paint(canvas, panel, flat(panel, { ...pose, y }));
  }
  const lines = marks.map(({ text }) => text);
  return { bytes: await developed(canvas, {}, random), ending: 'png', lines };
};
