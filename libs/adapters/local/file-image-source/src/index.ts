export * from './describe-upload.ts';
export * from './file-image.ts';
export * from './find-images.ts';
export type { WatchTrouble } from './folder-events.ts';
export * from './found-file.ts';
export * from './watch-folder.ts';
export { reasonOf } from './file-failure.ts';
export { endingOf, START_LENGTH, whyPassedOver } from './image-kind.ts';
