/** Must not reach a terminal or a log literally. Includes line breaks, which JSON does not need. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** One line of JSON with every hidden character escaped: lossless and inert. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
