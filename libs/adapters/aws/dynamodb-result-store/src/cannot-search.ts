import { GlyphwatchError } from '@glyphwatch/domain';

export function cannotSearch(): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    'DynamoDB cannot search text. List by rule, status or time, or replay a new rule over the stored text.',
  );
}
