import { type ErrorCode, GlyphwatchError } from '@glyphwatch/domain';

type Failure = readonly [code: ErrorCode, message: string];

const TRANSIENT: Failure = [
  'source-unavailable',
  'Blob Storage did not answer as it should. Try again.',
];
const DENIED: Failure = [
  'image-unreadable',
  'Blob Storage denied access. Check that the SAS URL has not expired and allows to read (sp=r).',
];

/** https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
const OF_STATUS: Readonly<Record<number, Failure>> = {
  401: DENIED,
  403: DENIED,
  404: ['image-gone', 'The blob no longer exists. Nothing to do.'],
  408: TRANSIENT,
  409: ['image-unreadable', 'The blob is archived or locked. Restore it, then upload it again.'],
  412: [
    'source-unavailable',
    'The blob was overwritten while it was read. The next attempt reads its new content.',
  ],
  429: TRANSIENT,
};

/** No message holds the URL, because its signature is a secret. */
export function blobFailure(status: number): GlyphwatchError {
  const other: Failure =
    status >= 500 ? TRANSIENT : ['image-unreadable', 'Blob Storage refused the request.'];
  const [code, message] = OF_STATUS[status] ?? other;
  return new GlyphwatchError(code, `${message} (${status})`);
}

export function unreachable(cause: unknown): GlyphwatchError {
  const message = 'No whole answer from Blob Storage. Check the network, then try again.';
  return new GlyphwatchError('source-unavailable', message, { cause });
}
