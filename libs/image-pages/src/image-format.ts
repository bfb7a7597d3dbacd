export type ImageFormat =
  'JPEG' | 'PNG' | 'GIF' | 'WebP' | 'TIFF' | 'AVIF' | 'BMP' | 'PDF' | 'HEIC' | 'animated AVIF';

/** How far into a file its signature is looked for: PDF readers accept some lines before it. */
const START_LENGTH = 1024;

/** Signatures. What has none of them is rejected before it reaches a decoder. */
const SIGNATURES: readonly (readonly [ImageFormat, (start: string) => boolean])[] = [
  ['JPEG', (start) => start.startsWith('\xff\xd8\xff')],
  ['PNG', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['GIF', (start) => /^GIF8[79]a/.test(start)],
  ['WebP', (start) => start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP'],
  ['TIFF', (start) => /^(?:II[*+]\0|MM\0[*+])/.test(start)],
  ['animated AVIF', (start) => brandsOf(start).includes('avis')],
  ['AVIF', (start) => brandsOf(start).includes('avif')],
  ['HEIC', (start) => brandsOf(start).some((brand) => /^(?:he[iv][cxms]|mif1|msf1)$/.test(brand))],
  ['BMP', (start) => start.startsWith('BM') && isBmpHeader(start)],
  ['PDF', (start) => /(?:^|[\r\n])%PDF-/.test(start)],
];

/** What is read, for messages. */
export const FORMATS = ['JPEG', 'PNG', 'GIF', 'WebP', 'TIFF', 'AVIF', 'BMP', 'PDF'];
/** What is read if the user installs a package. */
export const OPTIONAL_FORMATS = ['HEIC'];

export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(bytes.subarray(0, START_LENGTH)).toString('latin1');
  return SIGNATURES.find(([, test]) => test(start))?.[0];
}

/** A file of the ISO base media format declares what it is in its first box: one major brand and compatible ones. */
function brandsOf(start: string): readonly string[] {
  if (start.slice(4, 8) !== 'ftyp') return [];
  const size = Buffer.from(start.slice(0, 4), 'latin1').readUInt32BE();
  const [major = '', , ...compatible] = start.slice(8, size).match(/[^]{4}/g) ?? [];
  return [major, ...compatible];
}

/** Two letters are too few to tell a format by. */
function isBmpHeader(start: string): boolean {
  const bytes = Buffer.from(start.slice(0, 18), 'latin1');
  return bytes.length === 18 && [12, 40, 52, 56, 64, 108, 124].includes(bytes.readUInt32LE(14));
}
