import type { Check } from '../rule.ts';

/** Numbers with a check digit are shorter, separators included; a longer text is not looked into for another one. */
export const LONGEST_CHECKED = 64;
/** Kept as near misses: a page of numbers has thousands with a wrong check digit. */
export const MAX_WRONG = 100;

/** For the explanation; `undefined` if the check digits of a text are right. */
export function wrongCheck(check: Check, text: string): string | undefined {
  const passes = check === 'luhn' ? passesLuhn(text) : passesIban(text);
  return passes ? undefined : `check digit wrong (check: ${check})`;
}

/** Of the digits in a text; ISO/IEC 7812-1, annex B. */
function passesLuhn(text: string): boolean {
  const digits = Array.from(text.matchAll(/\p{Nd}/gu), ([digit]) => valueOf(digit));
  const sum = digits.reduceRight((total, digit, index) => {
    const isDoubled = (digits.length - index) % 2 === 0;
    return total + (isDoubled ? Math.floor(digit / 5) + ((digit * 2) % 10) : digit);
  }, 0);
  return digits.length > 1 && sum % 10 === 0;
}

/** In every script, ten digits follow one another in ascending order. */
function valueOf(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0;
  let zero = codePoint;
  while (codePoint - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return codePoint - zero;
}

/** Length of each country's IBAN: SWIFT's registry of ISO 13616, then countries that use IBANs without being in it. */
const IBAN_LENGTHS = new Set(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
  FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32
  LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24
  RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
  AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28`.split(
    /\s+/,
  ),
);

/** Of the letters and digits in a text: the country's length, and ISO/IEC 7064 MOD 97-10. */
function passesIban(text: string): boolean {
  const iban = text.replace(/[^a-z0-9]/gi, '').toUpperCase();
  if (!IBAN_LENGTHS.has(`${iban.slice(0, 2)}${iban.length}`)) return false;
  const moved = iban.slice(4) + iban.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
