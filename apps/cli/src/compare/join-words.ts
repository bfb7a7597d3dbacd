/**
 * Words as they are labelled, where they were read with other spaces: `AB12 CDE` as `AB12CDE`, or the other way round. Those
 * that are not labelled stay as they were read.
 */
export function regroup(read: readonly string[], labelled: readonly string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < read.length;) {
    const match = longestMatch(read, at, labelled);
    words.push(...(match?.labelled ?? read.slice(at, at + 1)));
    at += match?.read ?? 1;
  }
  return words;
}

/** The most words read from `at` on that are, without spaces, one or more labelled words in a row. */
function longestMatch(read: readonly string[], at: number, labelled: readonly string[]) {
  for (let count = read.length - at; count > 0; count -= 1) {
    const row = rowOf(read.slice(at, at + count).join(''), labelled);
    if (row) return { read: count, labelled: row };
  }
  return undefined;
}

function rowOf(text: string, labelled: readonly string[]): readonly string[] | undefined {
  for (let start = 0; start < labelled.length; start += 1) {
    for (let end = start + 1; end <= labelled.length; end += 1) {
      const row = labelled.slice(start, end);
      if (row.join('') === text) return row;
    }
  }
  return undefined;
}
