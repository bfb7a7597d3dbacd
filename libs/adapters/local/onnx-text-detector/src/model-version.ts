/**
 * Part of every detector's identity: raise the number behind `+` when anything that decides a reading changes, so that
 * remembered detections are read again.
 */
export const MODEL_VERSION = 'pp-ocrv4-mobile+2';
