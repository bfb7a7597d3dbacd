import type { Random } from './random.ts';

const COMMON =
  'about after again always answer before below between bridge camera carry change clear closed copper corner cross danger deliver doctor driver electric engine enter every exit final forest garden gate ground harbour help island journey keep kitchen ladder leave letter level light machine market meter minute model money morning motor number office open order outside paper parcel people place please police private public quarter question quick record remove repair report return road safety school secret seven signal silver station street supply switch system table thunder ticket today total track traffic travel tunnel under valve village visit warning water weather window winter without wonder worker yellow zone'.split(
    ' ',
  );

/** Words whose letters look like digits or like each other, and must stay as they are. */
const LOOK_ALIKES =
  'IO Oil I Ill Illinois Io ION IoT OIL OLIO Lot loll All ILO OI IOU Oslo Olio Bill Billing Solo OOO Oil-free Iris III VII XII Level Il'.split(
    ' ',
  );

export const SIGNS: readonly (readonly string[])[] = [
  ['NO PARKING', 'AT ANY TIME'],
  ['FIRE EXIT', 'KEEP CLEAR'],
  ['CAUTION', 'WET FLOOR'],
  ['STAFF ONLY'],
  ['Beware of', 'the dog'],
  ['PRIVATE PROPERTY', 'NO TRESPASSING'],
  ['Car park', 'closes at 22:30'],
  ['SPEED LIMIT', '35'],
  ['Platform 4', 'to Highbury'],
  ['DANGER', 'HIGH VOLTAGE', '11000 volts'],
  ['Visitors must', 'report to reception'],
  ['EXIT 27B', 'Springfield 3 miles'],
  ['Hard hats', 'must be worn', 'on this site'],
  ['No smoking'],
  ['TOILETS', 'first floor'],
  ['Gate 12', 'Boarding 18:05'],
  ['CCTV IN OPERATION', '24 hours'],
  ['Max load 450 kg', '6 persons'],
  ['Pull to open'],
  ['QUEUE HERE'],
];

export const PRODUCTS: readonly (readonly string[])[] = [
  ['ORGANIC', 'Green Lentils', 'Net Wt 500 g', 'Store in a cool dry place'],
  ['Mountain Valley', 'SPRING WATER', '1.5 litres', 'Bottled at source'],
  ['Paracetamol', '500 mg tablets', 'Keep out of reach of children', 'LOT 4F7K02'],
  ['TOMATO SOUP', 'with basil', 'Best before 03/2028', 'Serves 2'],
  ['Wood Glue', 'interior use', 'Shake well before use', '250 ml'],
  ['ENGINE OIL', '5W-30 synthetic', 'API SN', '4 L'],
  ['Dark Chocolate', '70% cocoa solids', 'May contain traces of nuts', '100 g'],
  ['BATTERY', '12 V 60 Ah', 'Corrosive acid', 'Recycle after use'],
];

export const SCREEN_LINES = [
  'Save changes before closing?',
  'Your session expires in 5 minutes',
  'Password must contain a digit',
  'Signed in as j.miller',
  'Download complete',
  'Error 404: page not found',
  'Connection refused on port 8080',
  'Build failed after 3 m 12 s',
  'Last backup: 14 March 2026, 09:41',
  'Settings',
  'Cancel',
  'Apply',
  'Notifications',
  '2 unread messages',
  'Share with team',
  'Export as PDF',
  'API key revoked',
  'const total = items.length;',
  'return null;',
  'npm run build',
  'Delete account',
  'Dark theme',
  'Privacy & security',
  'Disk usage 83 %',
];

export const ROOMS = [
  'Kitchen',
  'Bedroom 1',
  'Bedroom 2',
  'Hall',
  'Bath',
  'Store',
  'Garage',
  'Office',
  'Plant room',
  'Lift',
  'Stair B',
  'Lobby',
  'Terrace',
  'Utility',
];

const CONSONANTS = [...'ABCDEFGHJKLMNPRSTUVWXYZ'];
/** Half of them look like digits. */
const LETTERS = [...CONSONANTS, ...'OOOOIIIISSBBZGQDL'];
const DIGITS = [...'0123456789', ...'00000111115582'];

/** A text of the form: `A` a letter, `9` a digit, `a` a lower-case letter, the rest as it is. */
export function codeOf(random: Random, form: string): string {
  return [...form]
    .map((sign) => {
      if (sign === 'A') return random.pick(LETTERS);
      if (sign === 'a') return random.pick(LETTERS).toLowerCase();
      return sign === '9' ? random.pick(DIGITS) : sign;
    })
    .join('');
}

export function commonWords(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => random.pick(COMMON));
}

export function lookAlikes(random: Random, count: number): string[] {
  return random.shuffled(LOOK_ALIKES).slice(0, count);
}

export function titleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
