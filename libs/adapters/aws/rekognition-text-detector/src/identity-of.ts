export const PROVIDER = 'rekognition';

/** What determines a detection; Rekognition names its model version only in the answer. */
export function identityOf({ minConfidence }: { readonly minConfidence: number }): string {
  return `${PROVIDER}/${minConfidence}`;
}
