import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import { unsupported } from './document-of.ts';

/** Textract will refuse this document on every try. */
const REFUSALS: Readonly<Record<string, string>> = {
  UnsupportedDocumentException: 'The content is none of these formats, or it has several pages.',
  DocumentTooLargeException: 'The image is too large.',
  BadDocumentException: 'The content is damaged, or Textract cannot read it.',
  InvalidParameterException: 'Textract does not accept this image.',
};

/** https://docs.aws.amazon.com/textract/latest/dg/API_DetectDocumentText.html#API_DetectDocumentText_Errors */
export function failureOf(error: unknown): GlyphwatchError {
  const refusal = REFUSALS[failureName(error)];
  if (refusal !== undefined) return unsupported(refusal, error);
  if (error instanceof Error && error.message === 'Region is missing') return noRegion(error);
  return translateFailure(error, {
    unavailable: 'detector-unavailable',
    misconfigured: 'detector-misconfigured',
    service: 'Textract',
    advice: {
      transient:
        'Try again; if it persists, lower detectionsPerSecond or raise the quota for DetectDocumentText in Service Quotas.',
      denied: 'Allow textract:DetectDocumentText on all resources.',
      missing: 'Check the region: not all of them offer Textract.',
    },
  });
}

function noRegion(cause: Error): GlyphwatchError {
  return new GlyphwatchError(
    'detector-misconfigured',
    'No AWS region is set. Set AWS_REGION to one that offers Textract.',
    { cause },
  );
}
