/** Letters beyond those of English that the data of a language reads, as the content of a character class; case is ignored. */
interface Language {
  /** Tesseract's name for its data. */
  readonly data: string;
  readonly letters: string;
}

const HAN = '\\p{Script=Han}';

/** By BCP 47 code; the likeliest first. https://tesseract-ocr.github.io/tessdoc/Data-Files-in-different-versions.html */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { data: 'eng', letters: '' },
  de: { data: 'deu', letters: 'äöüß' },
  fr: { data: 'fra', letters: 'àâæçéèêëîïôœùûüÿ' },
  es: { data: 'spa', letters: 'áéíñóúü¡¿' },
  it: { data: 'ita', letters: 'àèéìòù' },
  pt: { data: 'por', letters: 'àáâãçéêíóôõú' },
  nl: { data: 'nld', letters: 'áèéêëïóöü' },
  pl: { data: 'pol', letters: 'ąćęłńóśźż' },
  cs: { data: 'ces', letters: 'áčďéěíňóřšťúůýž' },
  sk: { data: 'slk', letters: 'áäčďéíĺľňóôŕšťúýž' },
  hu: { data: 'hun', letters: 'áéíóöőúüű' },
  ro: { data: 'ron', letters: 'ăâîșț' },
  tr: { data: 'tur', letters: 'âçğıİîöşûü' },
  sv: { data: 'swe', letters: 'åäöé' },
  da: { data: 'dan', letters: 'æøå' },
  nb: { data: 'nor', letters: 'æøå' },
  fi: { data: 'fin', letters: 'äöå' },
  hr: { data: 'hrv', letters: 'čćđšž' },
  vi: { data: 'vie', letters: 'ăâđêôơư' },
  ru: { data: 'rus', letters: 'а-яё' },
  uk: { data: 'ukr', letters: 'а-щьюяєіїґ' },
  bg: { data: 'bul', letters: 'а-ъьюя' },
  sr: { data: 'srp', letters: 'абвгдђежзијклљмнњопрстћуфхцчџш' },
  el: { data: 'ell', letters: '\\p{Script=Greek}' },
  ar: { data: 'ara', letters: '\\p{Script=Arabic}' },
  fa: { data: 'fas', letters: '\\p{Script=Arabic}' },
  he: { data: 'heb', letters: '\\p{Script=Hebrew}' },
  hi: { data: 'hin', letters: '\\p{Script=Devanagari}' },
  th: { data: 'tha', letters: '\\p{Script=Thai}' },
  ja: { data: 'jpn', letters: `${HAN}\\p{Script=Hiragana}\\p{Script=Katakana}ー` },
  ko: { data: 'kor', letters: '\\p{Script=Hangul}' },
  'zh-Hans': { data: 'chi_sim', letters: HAN },
  'zh-Hant': { data: 'chi_tra', letters: HAN },
};

export const LANGUAGE_CODES: readonly string[] = Object.keys(LANGUAGES);

export const ALPHABET = {
  letters: 'A-Za-z',
  byLanguage: Object.fromEntries(
    Object.entries(LANGUAGES)
      .filter(([, { letters }]) => letters !== '')
      .map(([code, { letters }]) => [code, letters]),
  ),
};

/** In the order of the setting: Tesseract prefers the first. */
export function dataOf(codes: readonly string[]): string[] {
  return codes.flatMap((code) => LANGUAGES[code]?.data ?? []);
}
