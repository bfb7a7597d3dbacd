import type { NearMiss, Result } from '@glyphwatch/domain';
import { scannedFrom } from '../../terminal/scanned.ts';
import { describeImage, type Disclosure, maskFor } from '../../terminal/describe-image.ts';

/** A stored result as JSON: what `scan` prints, plus what only the store knows. A contract: fields are only ever added. */
export function describeResult(name: string, result: Result, disclosure: Disclosure) {
  const { imageId, version, uploadedAt, updatedAt, attempts, nearMisses } = result;
  return {
    ...describeImage(scannedFrom(name, result), disclosure),
    imageId,
    version,
    uploadedAt: new Date(uploadedAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    attempts,
    nearMisses: nearMisses.map((near) => describeNearMiss(near, disclosure)),
  };
}

function describeNearMiss(near: NearMiss, disclosure: Disclosure) {
  const { ruleId, value, text, reason, confidence } = near;
  const mask = maskFor(near, disclosure);
  return { ruleId, value: mask(value), text: mask(text), reason, confidence };
}
