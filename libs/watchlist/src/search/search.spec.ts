import { layOutText } from '@glyphwatch/domain';
import { compileWatchlist } from '../engine/compile-watchlist.ts';
import { ruleOf, ruleSetOf, type RuleDetails } from '../rule-for-tests.ts';
import { MAX_PLACES } from './limits.ts';
import { acceptedMisreads } from './misreads.ts';

function textsFound(values: readonly string[], text: string, match: RuleDetails['match'] = {}) {
  const watchlist = compileWatchlist(ruleSetOf(ruleOf('r', values, { match })));
  const { ruleMatches } = watchlist.match(layOutText(text), {});
  return ruleMatches.flatMap(({ matches }) => matches.map((match) => match.text));
}

describe('misreads that a tolerance accepts', () => {
  const misreads = (value: string, match: RuleDetails['match'] = {}, limit = 10) =>
    acceptedMisreads(ruleOf('r', [value], { match }), value, limit);

  it('are the look-alikes of each letter, one at a time first', () => {
    expect(misreads('GOOD')).toEqual(['6OOD', 'G0OD', 'GO0D']);
    expect(misreads('KEEP OUT')).toEqual(['KEEP 0UT']);
  });

  it('are none for short values, without tolerance and for expressions', () => {
    expect(misreads('IOS')).toEqual([]);
    expect(misreads('GOOD', { tolerance: 'none' })).toEqual([]);
    expect(misreads('GOOD', { mode: 'regex' })).toEqual([]);
  });

  it('include pairs and symbols of the loose set', () => {
    expect(misreads('modern', { tolerance: 'lookalike-loose' }, 50)).toContain('modem');
    expect(misreads('KILL', { tolerance: 'lookalike-loose' }, 50)).toContain('K!LL');
  });

  it('include letters of other alphabets, one at a time, if the tolerance accepts them', () => {
    const loose = misreads('KEEP', { tolerance: 'lookalike-loose' }, 50);
    expect(loose).toEqual([
      'ΚEEP',
      'КEEP',
      'KΕEP',
      'KЕEP',
      'KеEP',
      'KҽEP',
      'KEΕP',
      'KEЕP',
      'KEеP',
      'KEҽP',
      'KEEΡ',
      'KEEР',
      'KEEρ',
      'KEEр',
    ]);
    expect(misreads('СТОП', { tolerance: 'lookalike-loose' }, 50)).toContain('CТОП');
  });

  it('include repeated letters and letters set apart, if the rule says that values are disguised', () => {
    const disguised = misreads('KEEP OUT', { obfuscation: true }, 50);
    expect(disguised.slice(0, 2)).toEqual(['KEEP OUTT', 'K.E.E.P O.U.T']);
    expect(textsFound(['KEEP OUT'], disguised.join('\n'), { obfuscation: true })).toEqual(
      disguised,
    );
    expect(misreads('KEEP OUT')).not.toContain('KEEP OUTT');
  });

  it('include dropped letters, but no digits, if edits are accepted', () => {
    const accepted = misreads('PLATFORM 12', { tolerance: 'fuzzy' }, 50);
    expect(accepted).toContain('PLATORM 12');
    expect(accepted).not.toContain('PLATFORM 1');
  });

  it('are accepted by the matcher, every one of them', () => {
    for (const tolerance of ['lookalike', 'lookalike-loose', 'ocr', 'fuzzy'] as const) {
      for (const misread of misreads('BOILING modern clause', { tolerance }, 200)) {
        expect([misread, textsFound(['BOILING modern clause'], misread, { tolerance })]).toEqual([
          misread,
          [misread],
        ]);
      }
    }
  });

  it('are no more than the limit', () => {
    expect(misreads('BOILING OIL ISSUES', {}, 7)).toHaveLength(7);
  });
});

describe('symbols as letters', () => {
  const loose = { tolerance: 'lookalike-loose' } as const;

  it('are read either way in one phrase', () => {
    expect(textsFound(['KILL NOW'], 'K!LL! NOW!', loose)).toEqual(['K!LL! NOW']);
  });

  it('are punctuation for every other tolerance', () => {
    expect(textsFound(['KILL'], 'K!LL')).toEqual([]);
  });
});

describe('groups of an expression', () => {
  const regex = { mode: 'regex', tolerance: 'none' } as const;

  it.each([
    ['(AB)(12)', 'AB12'],
    ['(?P<letters>AB)12', 'AB12'],
    ['(?i:ab)12', 'AB12'],
    ['[(]AB[^)]+\\)', '(AB12)'],
    ['[]()]AB', '(AB'],
    ['\\Q(A\\E(B)', '(AB'],
    ['[[:alpha:](]B', '(B'],
    ['\\\\(AB)', '\\AB'],
  ])('%s finds %s', (expression, found) => {
    expect(textsFound([expression], `X ${found} Y`, regex)).toEqual([found]);
  });
});

describe('hostile text', () => {
  it.each([{}, { obfuscation: true }, { tolerance: 'fuzzy' }, { boundary: 'none' }] as const)(
    'may repeat a letter or the longest value endlessly: %j',
    (match) => {
      const longest = 'keepout'.repeat(142);
      expect(textsFound(['ezeeee', longest], 'e'.repeat(30_000), match)).toEqual([]);
      expect(textsFound([longest], `${longest} ${longest}`, match)).toEqual([longest, longest]);
    },
  );

  it('ends with a bounded number of places', () => {
    expect(textsFound(['a'], 'a '.repeat(5_000))).toHaveLength(MAX_PLACES);
    expect(
      textsFound(['a'], 'a '.repeat(5_000), { mode: 'regex', tolerance: 'none' }),
    ).toHaveLength(MAX_PLACES);
  });

  it('is searched by expressions block by block', () => {
    const text = `${'filler text\n'.repeat(3_000)}AB12`;
    expect(textsFound(['[A-Z]{2}\\d{2}'], text, { mode: 'regex', tolerance: 'none' })).toEqual([
      'AB12',
    ]);
  });

  it('has the one place where a run of a mask matches', () => {
    const mask = { mode: 'pattern', boundary: 'none' } as const;
    expect(textsFound(['9A*9'], `${'A'.repeat(3_000)}5XY7`, mask)).toEqual(['5XY7']);
  });
});
