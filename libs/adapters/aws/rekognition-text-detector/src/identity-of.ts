export const PROVIDER = 'rekognition';

/** What decides a reading; Rekognition names no version before it answers. */
export function identityOf({ minConfidence }: { readonly minConfidence: number }): string {
  return `${PROVIDER}/${minConfidence}`;
}
