const REPLACEMENTS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  '•': '*',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
};

/** `Tür – groß` → `Tur - gross`; each run of characters without an ASCII form becomes one `?`. */
export function toAscii(text: string): string {
  return [...text.normalize('NFKD')]
    .map((character) => REPLACEMENTS[character] ?? character)
    .join('')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]+/g, '?');
}
