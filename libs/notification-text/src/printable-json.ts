/** What must not reach a terminal or a log as itself. Line breaks are among it; JSON needs none. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** One line of JSON in which every hidden character is written as an escape: nothing is lost, nothing acts. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
