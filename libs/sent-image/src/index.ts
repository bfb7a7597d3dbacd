export { ORIENTATIONS, type Orientation, isMirrored, isTurned, upright } from './orientation.ts';
export { pixelPlace, type PixelText, lineOf } from './pixel-text.ts';
export { type SentFormat, type SentImage, sentImage, uprightSize } from './sent-image.ts';
export { allTurnedBack, turnedBack } from './turned-back.ts';
