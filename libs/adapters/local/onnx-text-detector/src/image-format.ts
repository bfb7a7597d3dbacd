/** Signatures of the supported formats. Everything else is rejected before it reaches a decoder. */
const SIGNATURES: readonly (readonly [name: string, test: (start: string) => boolean])[] = [
  ['JPEG', (start) => start.startsWith('\xff\xd8\xff')],
  ['PNG', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['GIF', (start) => /^GIF8[79]a/.test(start)],
  ['WebP', (start) => start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP'],
  ['TIFF', (start) => /^(?:II[*+]\0|MM\0[*+])/.test(start)],
  ['AVIF', (start) => start.slice(4, 8) === 'ftyp' && /avi[fs]/.test(start.slice(8))],
];
/** An AVIF declares itself among the brands of its first box, which is rarely longer than this. */
const START_LENGTH = 64;

export const IMAGE_FORMATS = SIGNATURES.map(([name]) => name);

export function imageFormat(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, START_LENGTH)).toString('latin1');
  return SIGNATURES.find(([, test]) => test(start))?.[0];
}
