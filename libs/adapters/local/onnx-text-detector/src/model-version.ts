/**
 * Part of the detector's identity. Increment the number after `+` when anything that affects detections changes, so that
 * cached detections are not reused.
 */
export const MODEL_VERSION = 'pp-ocrv4-mobile+2';
