export { blank, draw, type Drawn, type DrawnLine, type DrawnWord } from './draw.ts';
export { describeLive } from './describe-live.ts';
export { imageOf } from './image-of.ts';
export { KnownPictures, type SeenLine, type SeenPicture } from './known-pictures.ts';
export { stored } from './stored-as.ts';
