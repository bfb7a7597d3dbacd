/** A language that Tesseract reads in lines that PaddleOCR's models have located. */
export interface Language {
  /** BCP 47. */
  readonly code: string;
  readonly name: string;
  /** Tesseract's name for its data. */
  readonly data: string;
  readonly script: Script;
  /** Accented letters, or all letters of another script, as a regular expression's character class. */
  readonly letters: string;
}

/** `Latin` differs: PaddleOCR's models read it well except for accents. */
export type Script = 'Latin' | 'Cyrillic' | 'Greek' | 'Arabic' | 'Hangul' | 'Japanese';

const latin = (code: string, data: string, name: string, letters: string): Language => ({
  code,
  data,
  name,
  script: 'Latin',
  letters,
});

/** The likeliest first. Each was measured: `tools/bench/text-detection/languages.ts`. */
export const LANGUAGES: readonly Language[] = [
  latin('de', 'deu', 'German', 'äöüß'),
  latin('fr', 'fra', 'French', 'àâæçéèêëîïôœùûüÿ'),
  latin('es', 'spa', 'Spanish', 'áéíñóúü¡¿'),
  latin('it', 'ita', 'Italian', 'àèéìòù'),
  latin('pt', 'por', 'Portuguese', 'àáâãçéêíóôõú'),
  latin('nl', 'nld', 'Dutch', 'áèéêëïóöü'),
  latin('pl', 'pol', 'Polish', 'ąćęłńóśźż'),
  latin('cs', 'ces', 'Czech', 'áčďéěíňóřšťúůýž'),
  latin('tr', 'tur', 'Turkish', 'âçğıİîöşûü'),
  latin('sv', 'swe', 'Swedish', 'åäöé'),
  { code: 'ru', data: 'rus', name: 'Russian', script: 'Cyrillic', letters: 'а-яё' },
  { code: 'uk', data: 'ukr', name: 'Ukrainian', script: 'Cyrillic', letters: 'а-щьюяєіїґ' },
  { code: 'el', data: 'ell', name: 'Greek', script: 'Greek', letters: '\\p{Script=Greek}' },
  { code: 'ar', data: 'ara', name: 'Arabic', script: 'Arabic', letters: '\\p{Script=Arabic}' },
  { code: 'ko', data: 'kor', name: 'Korean', script: 'Hangul', letters: '\\p{Script=Hangul}' },
  {
    code: 'ja',
    data: 'jpn',
    name: 'Japanese',
    script: 'Japanese',
    letters: '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー',
  },
];

/** Read without Tesseract. */
export const OWN_LANGUAGES = ['en', 'zh'] as const;

export const LANGUAGE_CODES: readonly string[] = [
  ...OWN_LANGUAGES,
  ...LANGUAGES.map(({ code }) => code),
].toSorted();

/** What the models read reliably, and what each language adds. */
export const ALPHABET = {
  letters: 'A-Za-z\\p{Script=Han}',
  byLanguage: Object.fromEntries(LANGUAGES.map(({ code, letters }) => [code, letters])),
};

/** The languages with these codes that need Tesseract. */
export function languagesOf(codes: readonly string[]): readonly Language[] {
  return LANGUAGES.filter(({ code }) => codes.includes(code));
}
