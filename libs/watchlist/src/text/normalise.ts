/** A piece of a word that is normalised as a whole: a character with its marks, or a Hangul syllable's parts. */
const CLUSTER =
  /[\u1100-\u115f][\u1160-\u11a7]*[\u11a8-\u11ff]*|\P{M}[\p{M}\uff9e\uff9f]*|\p{M}+/gsu;
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
  for (const { 0: cluster, index } of visible.matchAll(CLUSTER)) {
    emit(normaliseCluster(cluster), index, index + cluster.length);
  }
}

export function normalise(text: string): string {
  let normalised = '';
  normalisePieces(text, (piece) => (normalised += piece));
  return normalised.replace(/\s+/g, ' ').trim();
}

function normaliseCluster(cluster: string): string {
  const bounded = cluster.slice(0, MOST_CLUSTER_LENGTH).replace(INVISIBLE, '');
  return bounded
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(SINGLE_QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(/\s/g, ' ');
}
