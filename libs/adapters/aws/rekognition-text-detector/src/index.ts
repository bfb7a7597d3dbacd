export { REKOGNITION_CLIENT_OPTIONS } from './client-options.ts';
export {
  DEFAULT_CALLS_PER_SECOND,
  DEFAULT_MIN_CONFIDENCE,
  RekognitionTextDetector,
  type RekognitionTextDetectorOptions,
} from './rekognition-text-detector.ts';
export type { AskObject, ObjectState } from '@glyphwatch/provider';
