import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { REKOGNITION_CLIENT_OPTIONS } from './client-options.ts';
import {
  RekognitionTextDetector,
  type RekognitionTextDetectorOptions,
} from './rekognition-text-detector.ts';

/** With the SDK's client, configured by the environment. */
export function openRekognitionTextDetector(
  options: RekognitionTextDetectorOptions,
): RekognitionTextDetector {
  return new RekognitionTextDetector(new RekognitionClient(REKOGNITION_CLIENT_OPTIONS), options);
}
