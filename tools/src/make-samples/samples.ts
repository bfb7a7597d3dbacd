/** A sample picture of the repository. All text in it is invented. */
export interface Sample {
  readonly name: string;
  readonly svg: string;
  /** Makes it look photographed: tilted by this many degrees, on a background of this colour. */
  readonly photo?: { readonly tilt: number; readonly ground: string };
  /** Rotation of the finished picture, in degrees clockwise. */
  readonly turn?: 90 | 180 | 270;
}

interface Style {
  readonly size: number;
  readonly fill?: string;
  readonly family?: string;
  readonly weight?: 'bold';
  readonly anchor?: 'middle';
}

const SANS = 'Liberation Sans, Arial, sans-serif';
const MONO = 'DejaVu Sans Mono, Menlo, monospace';
const SERIF = 'Liberation Serif, Georgia, serif';

type Plate = readonly [width: number, height: number, fill: string, round?: number];

function picture(width: number, height: number, ...content: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content.join('')}</svg>`;
}

function sign([width, height, fill, round = 0]: Plate, ...content: string[]): string {
  const plate = `<rect width="${width}" height="${height}" rx="${round}" fill="${fill}"/>`;
  return picture(width, height, plate, ...content);
}

function area(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`;
}

function say(x: number, y: number, text: string, style: Style): string {
  const { size, fill = '#111', family = SANS, weight = 'normal', anchor = 'start' } = style;
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${text}</text>`;
}

const white = { fill: '#fff', weight: 'bold', anchor: 'middle' } as const;
const code = { size: 20, family: MONO, fill: '#d4d4d4' } as const;

export const SAMPLES: readonly Sample[] = [
  {
    name: 'yard/gate-3.jpg',
    photo: { tilt: -4, ground: '#8a8f86' },
    svg: sign(
      [760, 480, '#fbfbf8', 18],
      area(0, 0, 760, 150, '#c31818'),
      say(380, 112, 'DANGER', { size: 104, ...white }),
      say(380, 265, 'HIGH VOLTAGE', { size: 68, weight: 'bold', anchor: 'middle' }),
      say(380, 345, 'DO NOT', { size: 68, weight: 'bold', anchor: 'middle' }),
      say(380, 420, 'ENTER', { size: 68, weight: 'bold', anchor: 'middle' }),
    ),
  },
  {
    name: 'yard/gate-7.jpg',
    photo: { tilt: 3, ground: '#5d6b58' },
    svg: sign(
      [700, 420, '#f5c400', 14],
      say(350, 170, 'WET PAINT', { size: 92, weight: 'bold', anchor: 'middle' }),
      say(350, 280, 'Please use the other door', { size: 44, anchor: 'middle' }),
      say(350, 350, 'Thank you', { size: 44, anchor: 'middle' }),
    ),
  },
  {
    name: 'line-2/nameplate.jpg',
    photo: { tilt: 6, ground: '#3f4650' },
    svg: sign(
      [860, 500, '#d9dcde', 10],
      say(50, 90, 'NORDVIK PUMPS', { size: 58, weight: 'bold' }),
      say(50, 175, 'Type  HX-40', { size: 42 }),
      say(50, 245, 'Serial No.  NP4O71-2026', { size: 42, family: MONO }),
      say(50, 315, 'Max. 16 bar    2.2 kW', { size: 42 }),
      say(50, 385, 'Inspected 03/2026', { size: 42 }),
      say(50, 455, 'Made in Norway', { size: 32 }),
    ),
  },
  {
    name: 'line-2/carton.jpg',
    photo: { tilt: -2, ground: '#b08a5a' },
    turn: 90,
    svg: sign(
      [820, 460, '#ffffff', 4],
      say(40, 90, 'FRAGILE', { size: 84, weight: 'bold' }),
      say(40, 180, 'Batch 7731-B', { size: 48 }),
      say(40, 250, 'Best before 11/2027', { size: 48 }),
      say(40, 320, 'Keep refrigerated', { size: 48 }),
      say(40, 400, 'Gross weight 12.5 kg', { size: 40 }),
    ),
  },
  {
    name: 'screens/terminal.png',
    svg: sign(
      [900, 360, '#1e1e1e', 8],
      say(24, 50, '$ cat deploy.env', { ...code, fill: '#7ec699' }),
      say(24, 92, 'REGION=eu-north-1', code),
      say(24, 128, 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE', code),
      say(24, 164, 'LOG_LEVEL=info', code),
      say(24, 206, '$ ./deploy.sh staging', { ...code, fill: '#7ec699' }),
      say(24, 248, 'Uploading 14 files ... done', code),
      say(24, 284, 'Stack staging is up to date', code),
      say(24, 326, '$', { ...code, fill: '#7ec699' }),
    ),
  },
  {
    name: 'screens/chat.png',
    svg: sign(
      [820, 420, '#f2f3f5'],
      say(30, 50, 'Team lunch', { size: 30, weight: 'bold' }),
      say(30, 110, 'Mara: Shall we meet at noon?', { size: 24 }),
      say(30, 160, 'Jon: Yes, the usual place.', { size: 24 }),
      say(30, 210, 'Mara: They have soup today', { size: 24 }),
      say(30, 260, 'Jon: I will bring the printed report', { size: 24 }),
      say(30, 310, 'Mara: Great, see you there', { size: 24 }),
    ),
  },
  {
    name: 'archive/letter.png',
    svg: sign(
      [1000, 700, '#fdfcf7'],
      say(70, 90, 'CONFIDENTIAL', { size: 38, weight: 'bold', fill: '#a11' }),
      say(70, 170, 'Dear Ms. Halvorsen,', { size: 30, family: SERIF }),
      say(70, 230, 'with this letter we confirm the extra-', { size: 30, family: SERIF }),
      say(70, 275, 'ordinary meeting of the harbour board on the', { size: 30, family: SERIF }),
      say(70, 320, 'fourth of June. The agenda is enclosed, and we', { size: 30, family: SERIF }),
      say(70, 365, 'would ask you to treat it as a draft until then.', { size: 30, family: SERIF }),
      say(70, 450, 'With kind regards', { size: 30, family: SERIF }),
      say(70, 520, 'A. Lindqvist, secretary', { size: 30, family: SERIF }),
    ),
  },
  {
    name: 'archive/lake.jpg',
    photo: { tilt: 0, ground: '#6c8ea4' },
    svg: picture(
      800,
      500,
      '<defs><linearGradient id="s" x2="0" y2="1"><stop offset="0" stop-color="#9fc4e0"/><stop offset="1" stop-color="#f0d9b8"/></linearGradient></defs>',
      '<rect width="800" height="300" fill="url(#s)"/><rect y="300" width="800" height="200" fill="#47708c"/>',
      '<path d="M0 300 L160 150 L290 270 L430 110 L620 290 L800 190 L800 300 Z" fill="#5a6b60"/>',
    ),
  },
];
