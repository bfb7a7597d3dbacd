import { TextractClient } from '@aws-sdk/client-textract';
import { TEXTRACT_CLIENT_OPTIONS } from './client-options.ts';
import {
  TextractTextDetector,
  type TextractTextDetectorOptions,
} from './textract-text-detector.ts';

/** With the SDK's client, configured by the environment. */
export function openTextractTextDetector(
  options: TextractTextDetectorOptions,
): TextractTextDetector {
  return new TextractTextDetector(new TextractClient(TEXTRACT_CLIENT_OPTIONS), options);
}
