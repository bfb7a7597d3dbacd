import type { Rectangle } from './quad.ts';

/** Lines of one row: nearly the same direction (radians) and the same middle (of the smaller height). */
const SAME_DIRECTION = 0.1;
const SAME_ROW = 0.3;
/** Rectangles that share more of the shorter one are two views of the same text. */
const MOST_SHARED = 0.5;

/**
 * Rectangles are larger than their text, so those side by side in a row may overlap, and the first letter of one would be
 * read as the last of the other, too. They are parted at the middle of what they share.
 */
export function partNeighbours(lines: readonly Rectangle[]): Rectangle[] {
  const parted = [...lines];
  for (let i = 0; i < parted.length; i += 1) {
    for (let j = 0; j < parted.length; j += 1) {
      const [left, right] = [parted[i], parted[j]];
      if (i === j || !left || !right) continue;
      const shared = sharedBy(left, right);
      if (shared === 0) continue;
      parted[i] = shortened(left, shared / 2, -1);
      parted[j] = shortened(right, shared / 2, 1);
    }
  }
  return parted;
}

/** How far `left` reaches into `right`, which follows it in its row; 0 if it does not. */
function sharedBy(left: Rectangle, right: Rectangle): number {
  if (Math.abs(left.angle - right.angle) > SAME_DIRECTION) return 0;
  const [dx, dy] = [right.center.x - left.center.x, right.center.y - left.center.y];
  const [cos, sin] = [Math.cos(left.angle), Math.sin(left.angle)];
  const [along, down] = [dx * cos + dy * sin, dy * cos - dx * sin];
  const isSameRow = Math.abs(down) < SAME_ROW * Math.min(left.height, right.height);
  const shared = (left.width + right.width) / 2 - along;
  const isPart = shared < MOST_SHARED * Math.min(left.width, right.width);
  return along > 0 && isSameRow && shared > 0 && isPart ? shared : 0;
}

/** Without some of its end (-1) or start (1). */
function shortened(line: Rectangle, by: number, end: 1 | -1): Rectangle {
  const move = (end * by) / 2;
  const { x, y } = line.center;
  return {
    ...line,
    center: { x: x + move * Math.cos(line.angle), y: y + move * Math.sin(line.angle) },
    width: line.width - by,
  };
}
