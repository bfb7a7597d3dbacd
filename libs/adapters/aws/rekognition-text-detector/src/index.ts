export * from './client-options.ts';
export * from './rekognition-text-detector.ts';
export type { AskObject, ObjectState } from '@glyphwatch/provider';
