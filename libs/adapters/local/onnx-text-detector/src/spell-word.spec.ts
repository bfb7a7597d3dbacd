import type { Alternative, RecognizedCharacter } from './decode-steps.ts';
import { spellWord } from './spell-word.ts';

/** A recognised word with alternatives for some characters, by position. */
function seen(
  text: string,
  alternatives: Readonly<Record<number, string>> = {},
): RecognizedCharacter[] {
  return [...text].map((character, i) => ({
    character,
    confidence: 0.9,
    start: 2 * i,
    end: 2 * i,
    spaceBefore: 0,
    alternatives: [...(alternatives[i] ?? '')].map((other): Alternative => ({
      character: other,
      confidence: 0.08,
    })),
  }));
}

describe('spellWord', () => {
  it.each([
    ['an uncertain zero among letters is an O', seen('F0OD', { 1: 'O' }), 'FOOD'],
    [
      'a doubtful one among letters is the letter it may be',
      seen('approva1', { 7: 'l' }),
      'approval',
    ],
    ['a doubtful O before a unit is a zero', seen('Omg', { 0: '0' }), '0mg'],
    ['letters decide for their own part of a word', seen('va1:052', { 2: 'l' }), 'val:052'],
    ['a doubtful O among digits is a zero', seen('2O5', { 1: '0' }), '205'],
    ['a doubtful l among digits is a one', seen('3l75', { 1: '1' }), '3175'],
    ['a doubtful l among capitals is an I', seen('BUlLD', { 2: 'I' }), 'BUILD'],
    ['a doubtful l in a numeral is an I', seen('Vll', { 1: 'I', 2: 'I' }), 'VII'],
  ])('%s', (_, word, text) => expect(spellWord(word)).toBe(text));

  it.each([
    ['a litre stays', seen('250l', { 3: '1' }), '250l'],
    ['a letter before digits stays', seen('I95', { 0: '1' }), 'I95'],
    ['All stays', seen('All', { 1: 'I', 2: 'I' }), 'All'],
    ['Al stays', seen('Al', { 1: 'I' }), 'Al'],
    ['Oil stays', seen('Oil', { 0: '0', 2: '1' }), 'Oil'],
    ['IO stays', seen('IO', { 0: '1', 1: '0' }), 'IO'],
    ['a lone I stays', seen('I', { 0: '1' }), 'I'],
    ['a confident zero stays', seen('F0OD'), 'F0OD'],
    ['a part number stays', seen('AB20', { 3: 'O' }), 'AB20'],
    ['a lone zero stays', seen('0', { 0: 'O' }), '0'],
  ])('%s', (_, word, text) => expect(spellWord(word)).toBe(text));
});
