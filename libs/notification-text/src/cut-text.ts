/** One visible character, however it is composed. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A cut goes back at most this far for the end of a word; longer words are cut, too. */
const LONGEST_WORD = 60;
/** Bounds the work of finding the start of a character. */
const LONGEST_CHARACTER = 200;

/** Where the longest start of `text` ends that is at most `end` long and cuts no word, or at least no character. */
export function cutAt(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const wordsEnd = text.slice(0, end + 1).search(/\s\S*$/u);
  return wordsEnd > 0 && end - wordsEnd <= LONGEST_WORD ? wordsEnd : characterAt(text, end);
}

function characterAt(text: string, end: number): number {
  const from = Math.max(0, end - LONGEST_CHARACTER);
  const around = text.slice(from, end + LONGEST_CHARACTER);
  return from + (graphemes.segment(around).containing(end - from)?.index ?? 0);
}

/** In parts of at most `longest`, cut at the end of a line where there is one, else of a word. */
export function partsOf(text: string, longest: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const line = rest.lastIndexOf('\n', longest);
    const end = line > longest / 2 ? line : cutAt(rest, longest) || longest;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^\s/u, '');
  }
  return [...parts, rest];
}
