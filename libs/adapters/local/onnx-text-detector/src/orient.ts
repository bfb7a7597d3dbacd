import type { Models } from './models.ts';
import type { Rectangle } from './quad.ts';
import { turn } from './quad.ts';
import { recognize, type Reading } from './recognize.ts';
import { flip, type Strip } from './strip.ts';
import { stripInput, stripShape } from './network-inputs.ts';

/** A text line in progress; `reading` is set if it has been recognised already. */
export interface Line {
  readonly rectangle: Rectangle;
  readonly strip: Strip;
  readonly reading?: Reading;
}

/** Input width of the orientation model. It sees the middle of longer lines, which it would otherwise squeeze too much. */
const WINDOW_WIDTH = 192;
/** How many of the widest lines vote. */
const VOTERS = 5;
const WITNESSES = 3;
/** Upside-down lines are hardly ever recognised with this much confidence. */
const SURE = 0.9;
/** Above this vote for "upside down", the lines are recognised both ways to decide. */
const DOUBT = 0.3;

/** Turns either all lines of one direction upright, or none. */
export async function orient(models: Models, lines: readonly Line[]): Promise<Line[]> {
  const widest = lines.toSorted((a, b) => b.strip.width - a.strip.width);
  const asIs = await readAll(models, widest.slice(0, WITNESSES));
  if (lines.length === 0 || meanOf(asIs) >= SURE) return withReadings(lines, asIs);
  const isStanding = lines.some(({ rectangle }) => rectangle.angle > Math.PI / 4);
  if (!isStanding && (await voteFlipped(models, widest.slice(0, VOTERS))) <= DOUBT) {
    return withReadings(lines, asIs);
  }
  const turned = new Map(lines.map((line) => [line, turnOver(line)]));
  const flipped = await readAll(
    models,
    [...asIs.keys()].map((line) => turned.get(line) ?? line),
  );
  return meanOf(flipped) > meanOf(asIs)
    ? withReadings([...turned.values()], flipped)
    : withReadings(lines, asIs);
}

type Readings = ReadonlyMap<Line, Reading>;

async function readAll(models: Models, lines: readonly Line[]): Promise<Readings> {
  const readings = new Map<Line, Reading>();
  for (const line of lines) readings.set(line, await recognize(models, line.strip));
  return readings;
}

function meanOf(readings: Readings): number {
  const sum = [...readings.values()].reduce((total, { confidence }) => total + confidence, 0);
  return sum / readings.size;
}

function withReadings(lines: readonly Line[], readings: Readings): Line[] {
  return lines.map((line) => {
    const reading = readings.get(line);
    return reading ? { ...line, reading } : line;
  });
}

function turnOver({ rectangle, strip }: Line): Line {
  return { rectangle: turn(rectangle, 2), strip: flip(strip) };
}

/** Mean probability that the lines are upside down. */
async function voteFlipped({ orientation }: Models, lines: readonly Line[]): Promise<number> {
  let [votes, weight] = [0, 0];
  for (const { strip } of lines) {
    const start = Math.max(0, Math.floor((strip.width - WINDOW_WIDTH) / 2));
    const [, flipped = 0] = await orientation.run(
      stripShape(WINDOW_WIDTH),
      stripInput(strip, WINDOW_WIDTH, start),
    );
    const share = Math.min(strip.width, WINDOW_WIDTH);
    votes += flipped * share;
    weight += share;
  }
  return weight === 0 ? 0 : votes / weight;
}
