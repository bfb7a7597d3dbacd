import { onnx } from '@glyphwatch/onnx-text-detector/provider';
import type { DetectorProvider } from '@glyphwatch/provider';
import { rekognition } from '@glyphwatch/rekognition-text-detector/provider';
import { textract } from '@glyphwatch/textract-text-detector/provider';

/** The choices for the deployed function; the first is the default. */
export const DETECTORS: readonly DetectorProvider[] = [rekognition, textract, onnx];
