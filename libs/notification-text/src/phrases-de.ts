import type { Phrases, Reason } from './phrases.ts';

const number = new Intl.NumberFormat('de-DE').format;
const counted = (count: number, one: string, many: string): string =>
  `${number(count)} ${count === 1 ? one : many}`;
const images = (count: number): string => counted(count, 'Bild', 'Bilder');

const ROWS = { upper: 'oben', middle: 'Mitte', lower: 'unten' };
const COLUMNS = { left: 'links', centre: 'Mitte', right: 'rechts' };

function why(reason: Reason): string | undefined {
  switch (reason.kind) {
    case 'quiet':
      return 'Ruhezeit';
    case 'recent':
      return undefined;
    case 'silence':
      return `stummgeschaltet von ${reason.by} (${reason.id})`;
    case 'limit':
      return `höchstens ${counted(reason.messages, 'Nachricht', 'Nachrichten')} pro Stunde`;
    case 'other':
      return reason.text;
  }
}

export const DE: Phrases = {
  tag: 'de-DE',
  severities: { low: 'NIEDRIG', medium: 'MITTEL', high: 'HOCH', critical: 'KRITISCH' },
  kinds: { matched: 'TREFFER', scanned: 'GELESEN', failed: 'FEHLER' },
  number,
  percent: (value) => `${number(value)} %`,

  ruleMatched: (rule, image) => `Die Regel ${rule} trifft auf ${image} zu`,
  rulesMatched: (count, image) => `${number(count)} Regeln treffen auf ${image} zu`,
  noRuleMatched: (image) => `Keine Regel trifft auf ${image} zu`,
  unreadable: (image) => `${image} war nicht lesbar`,
  couldNotBeRead: 'nicht lesbar',
  noMatch: 'kein Treffer',
  andMore: (name, others) => `${name} und ${counted(others, 'weitere', 'weitere')}`,
  unnamed: '(ohne Namen)',
  reminder: (one, of) => `Erinnerung ${one} von ${of}`,
  escalated: 'Noch von niemandem beurteilt',

  morePlaces: (others) => `und ${counted(others, 'weitere Stelle', 'weitere Stellen')}`,
  places: (count) => counted(count, 'Stelle', 'Stellen'),
  missing: (value) => `„${value}“ fehlt`,
  how: (via, value) =>
    `${{ exact: '', lookalike: 'sieht aus wie ', fuzzy: 'beinahe ', obfuscated: 'getarnt: ' }[via]}„${value}“`,
  joined: {
    glued: ', ohne Leerzeichen',
    hyphen: ', über einen Trennstrich',
    cut: ', in zwei Teilen',
  },
  ambiguous: ', ein anderer Wert liegt ebenso nah',
  confidence: (percent) => `Sicherheit ${percent}`,
  within: (context) => `in: ${context}`,
  page: (page, of) => `Seite ${number(page)} von ${number(of)}`,
  place: ({ row, column, left, top, width, height }) =>
    `${row === 'middle' && column === 'centre' ? 'Mitte' : `${ROWS[row]} ${COLUMNS[column]}`}, ` +
    `${left} % von links, ${top} % von oben, ${width} × ${height} % des Bildes`,

  facts: {
    image: 'Bild',
    link: 'Bild öffnen',
    linkUntil: 'Link gültig bis',
    version: 'Version',
    uploaded: 'Hochgeladen',
    status: 'Status',
    pages: 'Seiten',
    id: 'Nachricht',
    text: 'Text',
  },
  pagesRead: (read, of) => `${number(read)} von ${number(of)} gelesen`,
  unknownTime: 'unbekannt',
  noPicture: 'Kein Bild',
  linkTooLong: 'der Link ist zu lang für diesen Kanal',
  cut: (characters) => `(${characters} weitere Zeichen)`,

  images,
  imagesOf: (kind, count) =>
    kind === 'failed' ? `${images(count)} nicht lesbar` : `${images(count)} ohne Treffer`,
  imagesOfRule: (rule, count) => `${rule}: ${images(count)}`,
  inFolder: (folder) => `in ${folder}`,
  whileQuiet: 'in der Ruhezeit',
  worst: (severity) => `schwerster Fall ${severity}`,
  summary: (run) => `Zusammenfassung von ${run}`,
  groups: { scanned: 'kein Treffer', failed: 'nicht lesbar' },
  otherFolders: (count) => `andere Ordner ${number(count)}`,
  otherGroups: (groups, count) =>
    `und ${counted(groups, 'weitere Regel', 'weitere Regeln')}: ${images(count)}`,
  lookFirst: (texts) => `zuerst ansehen: ${texts}`,
  quoted: (text) => `„${text}“`,
  lookAtThese: 'Diese zuerst ansehen',
  picture: 'Bild der Fundstelle',
  why,
  nextAbout: (rule, folder) =>
    `Nächste Nachricht zu ${rule}${folder === undefined ? '' : ` in ${folder}`}`,
  nextOfAll: 'Nächste Nachricht',
  nextOfSame: 'Nächste Nachricht dazu',
  earliest: (time) => `frühestens ${time}`,
};
