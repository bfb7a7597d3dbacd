import type { SeenLine } from './line-reader.ts';
import { restoreAccents } from './restore-accents.ts';

const extent = { left: 0, top: 0, right: 1, bottom: 1 };

function seen(text: string, confidence = 0.9): SeenLine {
  const words = text.split(' ').map((word) => ({ text: word, confidence, extent }));
  return { words, confidence };
}

describe('restoreAccents', () => {
  it('takes words that differ only by accents, and keeps the others', () => {
    expect(restoreAccents(['Die', 'GroBe', '4.5O'], [seen('Oie Größe 4,50')])).toEqual([
      'Die',
      'Größe',
      '4.5O',
    ]);
  });

  it('finds the words of lines that were split differently', () => {
    const words = ['Die', 'Tur', 'bleibtheute', 'zu'];
    expect(restoreAccents(words, [seen('DieTür bleibt heute zü')])).toEqual([
      'Die',
      'Tür',
      'bleibtheute',
      'zü',
    ]);
    expect(restoreAccents(['frischgestricheneBanke'], [seen('frisch gestrichene Bänke')])).toEqual([
      'frischgestricheneBänke',
    ]);
  });

  it('finds letters that were not read at all, even at the end of a word', () => {
    expect(restoreAccents(['Gru', 'an', 'alle'], [seen('Gruß an alle')])).toEqual([
      'Gruß',
      'an',
      'alle',
    ]);
  });

  it('takes the word of the most confident language', () => {
    const lines = [seen('Cafè', 0.6), seen('Café', 0.9)];
    expect(restoreAccents(['Cafe'], lines)).toEqual(['Café']);
    expect(restoreAccents(['Cafe'], [...lines, seen('Cafe', 0.95)])).toEqual(['Cafe']);
  });

  it('keeps all words if nothing was seen', () => {
    expect(restoreAccents(['Keep', 'out'], [{ words: [], confidence: 0 }])).toEqual([
      'Keep',
      'out',
    ]);
    expect(restoreAccents(['Keep', 'out'], [])).toEqual(['Keep', 'out']);
  });
});
