import { byKey, byServiceAccount, misconfigured, readServiceAccount } from './credentials.ts';
import { ENDPOINT, GoogleVisionTextDetector } from './google-vision-text-detector.ts';
import type { Location, Mode } from './identity-of.ts';

export interface OpenOptions {
  readonly key: string | undefined;
  /** Path of a service account's file, unless there is a key. */
  readonly credentials: string | undefined;
  readonly mode: Mode;
  readonly location: Location | undefined;
  /** Default: that of the service account. */
  readonly project: string | undefined;
}

export async function openGoogleVision(options: OpenOptions): Promise<GoogleVisionTextDetector> {
  const { key, credentials = '', mode, location, project } = options;
  const account = key === undefined ? await readServiceAccount(credentials) : undefined;
  const authorize = account ? byServiceAccount(account, `${ENDPOINT}/`) : byKey(key ?? '');
  return new GoogleVisionTextDetector({
    ...{ authorize, mode },
    place: location && { location, project: projectOf(project ?? account?.project) },
  });
}

function projectOf(project: string | undefined): string {
  if (project !== undefined) return project;
  throw misconfigured('Set project as well: a location of Google Vision belongs to one.');
}
