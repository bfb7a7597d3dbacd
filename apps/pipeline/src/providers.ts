import type { DetectorProvider } from '@glyphwatch/provider';
import { rekognition } from '@glyphwatch/rekognition-text-detector/provider';

/** What can be chosen for the deployed function; the first is the default. */
export const DETECTORS: readonly DetectorProvider[] = [rekognition];
