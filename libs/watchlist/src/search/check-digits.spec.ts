import { layOutText } from '@glyphwatch/domain';
import fc from 'fast-check';
import { compileWatchlist } from '../engine/compile-watchlist.ts';
import { ruleOf, ruleSetOf } from '../rule-for-tests.ts';
import type { Check } from '../rule.ts';
import { wrongCheck } from './check-digits.ts';

const passes = (check: Check, text: string): boolean => wrongCheck(check, text) === undefined;
const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
const LAST = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('luhn', () => {
  it.each(['4111 1111 1111 1111', '5500-0000-0000-0004', '3782 822463 10005', '79927398713'])(
    'is right for %s',
    (number) => {
      expect(passes('luhn', number)).toBe(true);
    },
  );

  it('is right for one last digit of ten', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 18 }).chain(digits), (number) => {
        const right = LAST.filter((last) => passes('luhn', [...number, last].join('')));
        expect(right).toHaveLength(1);
      }),
    );
  });

  it('is wrong for a single digit and for none', () => {
    expect(passes('luhn', '0')).toBe(false);
    expect(passes('luhn', 'card')).toBe(false);
  });
});

describe('iban', () => {
  // The examples of SWIFT's registry, of different lengths.
  const examples = [
    'NO93 8601 1117 947',
    'BE68 5390 0754 7034',
    'DE89 3704 0044 0532 0130 00',
    'GB29 NWBK 6016 1331 9268 19',
    'FR14 2004 1010 0505 0001 3M02 606',
    'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
  ];

  it.each(examples)('is right for %s, in lower case too', (example) => {
    expect(passes('iban', example)).toBe(true);
    expect(passes('iban', example.toLowerCase().replaceAll(' ', '-'))).toBe(true);
  });

  it('is wrong if one digit is wrong, missing or one more', () => {
    for (const example of examples) {
      for (const { 0: digit, index } of example.matchAll(/\d/g)) {
        const edited = (by: string) => example.slice(0, index) + by + example.slice(index + 1);
        const wrong = LAST.filter((other) => String(other) !== digit).map(String);
        for (const by of [...wrong, '', `${digit}${digit}`]) {
          expect([edited(by), passes('iban', edited(by))]).toEqual([edited(by), false]);
        }
      }
    }
  });

  it('is wrong for a country without IBANs', () => {
    expect(passes('iban', 'US64 SVBK US6S 3300 9586 79')).toBe(false);
  });
});

it('keeps some of what the rule finds without it, and adds nothing', () => {
  const text = fc
    .array(
      digits(4).map((four) => four.join('')),
      { minLength: 4, maxLength: 12 },
    )
    .map((groups) => groups.join(' '));
  const found = (read: string, check?: Check): string[] => {
    const match = { mode: 'pattern', ...(check ? { check } : {}) } as const;
    const rule = ruleOf('r', ['9999-9999-9999-9999'], { match });
    const { ruleMatches } = compileWatchlist(ruleSetOf(rule)).match(layOutText(read), {});
    return ruleMatches.flatMap(({ matches }) => matches.map((match) => match.text));
  };
  fc.assert(
    fc.property(text, (read) => {
      const groups = read.split(' ');
      const places = groups.slice(3).map((_, at) => groups.slice(at, at + 4).join(' '));
      const kept = found(read, 'luhn');
      expect(places).toEqual(expect.arrayContaining(kept));
      expect(kept.filter((one) => !passes('luhn', one))).toEqual([]);
      expect(kept.length > 0).toBe(places.some((place) => passes('luhn', place)));
    }),
  );
});
