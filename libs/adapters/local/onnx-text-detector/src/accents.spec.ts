import { differsOnlyByAccents } from './accents.ts';

describe('differsOnlyByAccents', () => {
  it.each([
    ['GroBe', 'Größe'],
    ['schlieen', 'schließen'],
    ['L6dz', 'Łódź'],
    ['potudnia', 'południa'],
    ['baskasl', 'başkası'],
    ['Où', 'Ou'].toReversed(),
    ['é', 'è'],
    ["I'hotel", "l'hôtel"],
    ['?Donde', '¿Dónde'],
    ['soeur', 'sœur'],
  ])('takes %s for %s', (plain = '', accented = '') => {
    expect(differsOnlyByAccents(plain, accented)).toBe(true);
  });

  it.each([
    ['Grube', 'Größer'],
    ['is', 'à'],
    ['Haus', 'Haut'],
    ['cafe', 'cafe'],
    ['Tür', 'Tur'],
    ['4.50', '4,50'],
    ['Mule', 'Müll'],
    ['a.b', 'äxb'],
  ])('does not take %s for %s', (plain, accented) => {
    expect(differsOnlyByAccents(plain, accented)).toBe(false);
  });
});
