/** Control characters, marks that change the direction of text beside them, and characters without width. */
const UNSEEN =
  /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Vietnamese and Hebrew need three marks a letter; a hundred paint over the lines above. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Text from pictures and file names as it can be shown: what is unseen or would reorder its neighbours becomes a sign. */
export function visible(text: string): string {
  return text.replace(PILED_MARKS, '$1').replace(UNSEEN, (sign) => {
    if (sign === '\n' || sign === '\t') return ' ';
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
