/** A picture's name ends in a dot and letters too, but mail programs don't link it. */
export const PICTURE_ENDINGS = 'jpe?g|png|webp|gif|tiff?|avif|heic|bmp';
const OTHER_SCHEME = /(?<!hxxps?):(?=\/\/)|(?<=\b(?:mailto|tel|sms|javascript|data)):/giu;
const ADDRESS_DOT = new RegExp(
  `(?<=[\\p{L}\\p{N}])[.．](?=[\\p{L}\\p{N}-]*\\p{L})(?!(?:${PICTURE_ENDINGS})(?![\\p{L}\\p{N}.．-]))`,
  'giu',
);
const IP_ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;

/**
 * Keeps mail programs from turning text from an image into a link: `http://a.example` → `hxxp://a[.]example`.
 * Numbers like 3.5 and the extensions of picture files stay as they are.
 */
export function defang(text: string): string {
  return text
    .replace(/http(?=s?:)/giu, 'hxxp')
    .replace(OTHER_SCHEME, '[:]')
    .replace(ADDRESS_DOT, '[.]')
    .replace(IP_ADDRESS, (address) => address.replaceAll('.', '[.]'));
}
