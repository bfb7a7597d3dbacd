import type { Phrases, Reason } from './phrases.ts';

const number = new Intl.NumberFormat('en-GB').format;
const counted = (count: number, one: string, many: string): string =>
  `${number(count)} ${count === 1 ? one : many}`;
const images = (count: number): string => counted(count, 'image', 'images');

function why(reason: Reason): string | undefined {
  switch (reason.kind) {
    case 'quiet':
      return 'quiet hours';
    case 'recent':
      return undefined;
    case 'silence':
      return `silence ${reason.id}, set by ${reason.by}`;
    case 'limit':
      return `at most ${counted(reason.messages, 'message', 'messages')} an hour`;
    case 'other':
      return reason.text;
  }
}

export const EN: Phrases = {
  tag: 'en-GB',
  severities: { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', critical: 'CRITICAL' },
  kinds: { matched: 'MATCHED', scanned: 'READ', failed: 'FAILED' },
  number,
  percent: (value) => `${number(value)}%`,

  ruleMatched: (rule, image) => `Watch rule ${rule} matched in ${image}`,
  rulesMatched: (count, image) => `${number(count)} watch rules matched in ${image}`,
  noRuleMatched: (image) => `No watch rule matched in ${image}`,
  unreadable: (image) => `${image} could not be read`,
  couldNotBeRead: 'could not be read',
  noMatch: 'no match',
  andMore: (name, others) => `${name} and ${number(others)} more`,
  unnamed: '(unnamed)',
  reminder: (one, of) => `Reminder ${one} of ${of}`,
  escalated: 'Nobody has judged this yet',

  morePlaces: (others) => `and ${counted(others, 'more place', 'more places')}`,
  places: (count) => counted(count, 'place', 'places'),
  missing: (value) => `“${value}” is missing`,
  how: (via, value) =>
    `${{ exact: '', lookalike: 'a look-alike of ', fuzzy: 'nearly ', obfuscated: 'a disguised ' }[via]}“${value}”`,
  joined: { glued: ', ignoring spaces', hyphen: ', across a hyphen', cut: ', cut in two' },
  ambiguous: ', another value is just as close',
  confidence: (percent) => `confidence ${percent}`,
  within: (context) => `in: ${context}`,
  page: (page, of) => `page ${number(page)} of ${number(of)}`,
  place: ({ row, column, left, top, width, height }) =>
    `${row === 'middle' && column === 'centre' ? 'centre' : `${row} ${column}`}, ` +
    `${left}% from the left, ${top}% from the top, ${width} × ${height}% of the picture`,

  facts: {
    image: 'Image',
    link: 'Open the picture',
    linkUntil: 'Link valid until',
    version: 'Version',
    uploaded: 'Uploaded',
    status: 'Status',
    pages: 'Pages',
    id: 'Notification',
    text: 'Text',
  },
  pagesRead: (read, of) => `${number(read)} of ${number(of)} were read`,
  unknownTime: 'unknown',
  noPicture: 'No picture',
  linkTooLong: 'the link is too long for this channel',
  cut: (characters) => `(${characters} more characters)`,

  images,
  imagesOf: (kind, count) =>
    kind === 'failed' ? `${images(count)} could not be read` : `${images(count)} without a match`,
  imagesOfRule: (rule, count) => `${rule}: ${images(count)}`,
  inFolder: (folder) => `in ${folder}`,
  whileQuiet: 'while quiet',
  worst: (severity) => `worst ${severity}`,
  summary: (run) => `Summary of ${run}`,
  groups: { scanned: 'no match', failed: 'could not be read' },
  otherFolders: (count) => `other folders ${number(count)}`,
  otherGroups: (groups, count) =>
    `and ${counted(groups, 'more rule', 'more rules')}: ${images(count)}`,
  lookFirst: (texts) => `look first: ${texts}`,
  quoted: (text) => `“${text}”`,
  lookAtThese: 'Look at these first',
  picture: 'What matched',
  why,
  nextAbout: (rule, folder) => `Next about ${rule}${folder === undefined ? '' : ` in ${folder}`}`,
  nextOfAll: 'Next message',
  nextOfSame: 'Next about the same',
  earliest: (time) => `${time} at the earliest`,
};
