import type { Random } from '../text-detection/hard/random.ts';

/** How a planted phrase was photographed. */
export interface Conditions {
  /** Height of a capital letter in the middle of the picture, pixels. */
  readonly capHeight: number;
  /** Degrees to the side, degrees up or down. */
  readonly yaw: number;
  readonly pitch: number;
  /** How far a label reaches around its bottle: degrees from its middle to its edge. */
  readonly bend: number;
  /** Sigma of the blur ÷ cap height. */
  readonly blur: number;
  /** Largest change of a colour by sensor noise, of 255. */
  readonly noise: number;
  /** 1: as printed; 0: nothing to see. */
  readonly contrast: number;
  /** Of JPEG, 1 to 100. */
  readonly quality: number;
}

/** How many of the conditions are hard; the others stay mild. */
const HARD = 0.4;

export function drawConditions(random: Random): Conditions {
  const value = (name: keyof Conditions): number => {
    const { best, mild, hard } = RANGES[name];
    return random.chance(HARD) ? random.between(mild, hard) : random.between(best, mild);
  };
  const isBent = random.chance(0.35);
  return {
    capHeight: value('capHeight'),
    yaw: isBent ? 0 : random.pick([-1, 1]) * value('yaw'),
    pitch: isBent ? 0 : random.pick([-1, 1]) * value('pitch'),
    bend: isBent ? value('bend') : 0,
    blur: value('blur'),
    noise: value('noise'),
    contrast: value('contrast'),
    quality: value('quality'),
  };
}

interface Range {
  readonly best: number;
  readonly mild: number;
  readonly hard: number;
}

const RANGES: Readonly<Record<keyof Conditions, Range>> = {
  capHeight: { best: 48, mild: 16, hard: 6 },
  yaw: { best: 0, mild: 20, hard: 65 },
  pitch: { best: 0, mild: 15, hard: 50 },
  bend: { best: 0, mild: 20, hard: 60 },
  blur: { best: 0, mild: 0.06, hard: 0.2 },
  noise: { best: 0, mild: 16, hard: 80 },
  contrast: { best: 1, mild: 0.7, hard: 0.1 },
  quality: { best: 95, mild: 70, hard: 8 },
};

/** A person reads it without guessing. Set by looking at drawn pictures, and fixed. */
export function isClear(conditions: Conditions): boolean {
  const { capHeight, yaw, pitch, bend, blur, noise, contrast, quality } = conditions;
  const isUpright = Math.abs(yaw) <= 60 && Math.abs(pitch) <= 45 && bend <= 50;
  const isSharp = capHeight >= 8 && blur <= 0.15 && quality >= (capHeight < 14 ? 30 : 15);
  return isUpright && isSharp && contrast >= 0.2 && noise <= 160 * contrast;
}

/** What most people's pictures are: watch-rules speaks of recall on these. */
export function isOrdinary(conditions: Conditions): boolean {
  const { capHeight, yaw, pitch, bend } = conditions;
  const isUpright = Math.abs(yaw) <= 45 && Math.abs(pitch) <= 35 && bend <= 30;
  return isClear(conditions) && isUpright && capHeight >= 10;
}

interface Factor {
  readonly name: keyof Conditions;
  readonly label: string;
  /** Upper ends of the steps, rising; the last step is open. */
  readonly steps: readonly number[];
}

export const FACTORS: readonly [Factor, ...Factor[]] = [
  { name: 'capHeight', label: 'cap height, pixels', steps: [10, 14, 24] },
  { name: 'yaw', label: 'yaw, degrees', steps: [20, 35, 50] },
  { name: 'pitch', label: 'pitch, degrees', steps: [15, 25, 35] },
  { name: 'bend', label: 'bend, degrees', steps: [20, 35, 50] },
  { name: 'blur', label: 'blur, sigma ÷ cap height', steps: [0.06, 0.1, 0.15] },
  { name: 'noise', label: 'noise, of 255', steps: [16, 32, 56] },
  { name: 'contrast', label: 'contrast', steps: [0.3, 0.5, 0.7] },
  { name: 'quality', label: 'JPEG quality', steps: [25, 45, 70] },
];

/** `10–14`. */
export function stepOf({ name, steps }: Factor, conditions: Conditions): string {
  const value = Math.abs(conditions[name]);
  const at = steps.findIndex((end) => value < end);
  const [from, to] = at < 0 ? [steps.at(-1), undefined] : [steps[at - 1], steps[at]];
  if (from === undefined) return `< ${to}`;
  return to === undefined ? `≥ ${from}` : `${from}–${to}`;
}
