/** Nobody writes more; reordering thousands of marks would take quadratic time. */
const MOST_CLUSTER_LENGTH = 16;
const PLAIN = /^[\x20-\x7e]*$/;

const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const SOFT_HYPHEN_AT_END = /\u00ad$/;
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const SINGLE_QUOTES = /[\u2018-\u201b\u2032\u02bc]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033]/g;

/** Calls `emit` with each normalised piece of `text` and the part of `text` it stands for. */
export function normalisePieces(
  text: string,
  emit: (piece: string, from: number, to: number) => void,
): void {
  if (PLAIN.test(text)) {
    for (let at = 0; at < text.length; at++) emit(text.charAt(at), at, at + 1);
    return;
  }
  const visible = text.replace(SOFT_HYPHEN_AT_END, '-');
  for (let from = 0; from < visible.length;) {
    const to = clusterEnd(visible, from);
    emit(normaliseCluster(visible.slice(from, to)), from, to);
    from = to;
  }
}

export function normalise(text: string): string {
  if (PLAIN.test(text)) return text.replace(/ {2,}/g, ' ').trim();
  let pieces = '';
  normalisePieces(text, (piece) => (pieces += piece));
  return pieces.replace(/\s+/g, ' ').trim();
}

/** A cluster is normalised as a whole: a character with its marks, or a Hangul syllable's parts. */
function clusterEnd(text: string, from: number): number {
  const first = text.codePointAt(from) ?? 0;
  let end = from + (first > 0xffff ? 2 : 1);
  while (end < text.length) {
    const next = text.codePointAt(end) ?? 0;
    if (!isTrailing(next, first)) return end;
    end += next > 0xffff ? 2 : 1;
  }
  return end;
}

const trailing = new Map<number, boolean>();

function isTrailing(codePoint: number, first: number): boolean {
  if (codePoint < 0x300) return false;
  if (codePoint >= 0x1160 && codePoint <= 0x11ff) return first >= 0x1100 && first <= 0x115f;
  let known = trailing.get(codePoint);
  if (known === undefined) {
    known = /[\p{M}\uff9e\uff9f]/u.test(String.fromCodePoint(codePoint));
    trailing.set(codePoint, known);
  }
  return known;
}

const single = new Map<string, string>();

/** Single characters are remembered: normalising is slow, and a text repeats them all the time. */
function normaliseCluster(cluster: string): string {
  if (cluster.length > 2) return normalised(cluster);
  let known = single.get(cluster);
  if (known === undefined) single.set(cluster, (known = normalised(cluster)));
  return known;
}

function normalised(cluster: string): string {
  return cluster
    .slice(0, MOST_CLUSTER_LENGTH)
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(/\s/g, ' ');
}
