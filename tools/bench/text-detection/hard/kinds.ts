import { drawCodes, drawLookAlikes, drawPlate } from './kinds/codes.ts';
import { drawDigits } from './kinds/digits.ts';
import { drawChart, drawPlan } from './kinds/drawings.ts';
import { drawNote } from './kinds/hands.ts';
import { drawLabel } from './kinds/labels.ts';
import { drawDarkScreen, drawDense, drawLightScreen } from './kinds/screens.ts';
import { drawSign } from './kinds/signs.ts';
import { drawBlurred, drawFaint, drawSmall } from './kinds/small.ts';
import { drawTextless } from './kinds/textless.ts';
import type { Draw } from './picture.ts';

/** By category of `labels.jsonl`. */
export const KINDS: Readonly<Record<string, Draw>> = {
  sign: drawSign,
  label: drawLabel,
  plate: drawPlate,
  codes: drawCodes,
  'look-alikes': drawLookAlikes,
  plan: drawPlan,
  chart: drawChart,
  'dark-screen': drawDarkScreen,
  'light-screen': drawLightScreen,
  dense: drawDense,
  small: drawSmall,
  faint: drawFaint,
  blurred: drawBlurred,
  digits: drawDigits,
  handwriting: drawNote,
  negative: drawTextless,
};
