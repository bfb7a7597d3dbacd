export const PROVIDER = 'azure-vision';
/** The newest that there is: https://learn.microsoft.com/rest/api/computervision/image-analysis/analyze-from-image-data */
export const API_VERSION = '2023-10-01';

/** The answer names the model's version, which changes without notice. */
export function identityOf(): string {
  return `${PROVIDER}/${API_VERSION}`;
}
