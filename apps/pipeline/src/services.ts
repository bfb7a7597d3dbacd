import type { DetectorProvider } from '@glyphwatch/provider';
import { rekognition } from '@glyphwatch/rekognition-text-detector/provider';
import { textract } from '@glyphwatch/textract-text-detector/provider';

/** The detectors that call a service. A function that uses only these has no code of the others, not even their descriptors. */
export const SERVICES: readonly DetectorProvider[] = [rekognition, textract];
