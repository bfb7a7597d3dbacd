export interface Projection {
  /** Where on the panel, in its pixels, a point of the canvas is; `undefined` if the panel is not there. */
  at(x: number, y: number): { x: number; y: number } | undefined;
  /** The panel is within this many pixels of a point of the canvas. */
  readonly reach: number;
  readonly middle: { readonly x: number; readonly y: number };
}

export interface Pose {
  /** Of the panel's middle, in pixels of the canvas. */
  readonly x: number;
  readonly y: number;
  /** Degrees: turned to the side, tilted back, and turned clockwise in its own plane. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  /** Size on the canvas ÷ size of the panel, at its middle. */
  readonly scale?: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How far away the camera is, in diagonals of the panel. */
const DISTANCE = 1.3;
/** The nearer half of a tilted panel looks larger: by at most this factor at that distance. */
const NEARER = 1.7;

/** A flat panel as a camera sees it. */
export function flat({ width, height }: Size, pose: Pose): Projection {
  const { yaw = 0, pitch = 0, roll = 0, scale = 1 } = pose;
  const far = DISTANCE * Math.hypot(width, height);
  const [u, v, n] = axes(radians(yaw), radians(pitch), radians(roll));
  return {
    at: (x, y) => {
      // The ray from the camera through the canvas meets the plane through (0, 0, far).
      const ray = [(x - pose.x) / scale / far, (y - pose.y) / scale / far, 1] as const;
      const length = (far * n[2]) / dot(n, ray);
      const point = [ray[0] * length, ray[1] * length, length - far] as const;
      return { x: dot(u, point) + width / 2, y: dot(v, point) + height / 2 };
    },
    reach: reachOf({ width, height }, scale),
    middle: pose,
  };
}

function reachOf({ width, height }: Size, scale: number): number {
  return (Math.hypot(width, height) / 2) * scale * NEARER + 2;
}

type Vector = readonly [number, number, number];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The panel's right, down and away, after roll, pitch and yaw. */
function axes(yaw: number, pitch: number, roll: number): [Vector, Vector, Vector] {
  const turned = ([x, y, z]: Vector): Vector => {
    const [x1, y1] = [
      x * Math.cos(roll) - y * Math.sin(roll),
      x * Math.sin(roll) + y * Math.cos(roll),
    ];
    const [y2, z2] = [
      y1 * Math.cos(pitch) - z * Math.sin(pitch),
      y1 * Math.sin(pitch) + z * Math.cos(pitch),
    ];
    return [x1 * Math.cos(yaw) + z2 * Math.sin(yaw), y2, z2 * Math.cos(yaw) - x1 * Math.sin(yaw)];
  };
  return [turned([1, 0, 0]), turned([0, 1, 0]), turned([0, 0, 1])];
}

/** A label around an upright can or bottle, seen from a little above. `bend`: how much its lines sag, 0…0.5. */
export function around(
  { width, height }: Size,
  pose: Pose,
  { radius, bend }: { readonly radius: number; readonly bend: number },
): Projection {
  const { scale = 1, roll = 0 } = pose;
  const [cos, sin] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  return {
    at: (x, y) => {
      const [dx, dy] = [(x - pose.x) / scale, (y - pose.y) / scale];
      const across = dx * cos + dy * sin;
      if (Math.abs(across) >= radius) return undefined;
      const angle = Math.asin(across / radius);
      const sag = bend * radius * (1 - Math.cos(angle));
      return { x: radius * angle + width / 2, y: dy * cos - dx * sin + sag + height / 2 };
    },
    reach: reachOf({ width, height }, scale),
    middle: pose,
  };
}
