import { GlyphwatchError } from '@glyphwatch/domain';
import { type RoleCredentials, roleCredentials } from '../parts/role-credentials.ts';
import type { Place } from './ask.ts';

/** Where Lambda says that the function runs, and as whom. Endpoints can be named as for the SDK. */
export function placeOf(env: NodeJS.ProcessEnv): Place {
  let credentials: RoleCredentials | undefined;
  const region = env['AWS_REGION'];
  if (!region) {
    throw new GlyphwatchError('settings-invalid', 'AWS_REGION is not set: Lambda sets it.');
  }
  return {
    region,
    credentials: () => (credentials ??= roleCredentials(env)),
    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    endpointOf: (service) =>
      env[`AWS_ENDPOINT_URL_${SDK_NAMES[service] ?? service.toUpperCase()}`] ??
      env['AWS_ENDPOINT_URL'] ??
      `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
  };
}

/** Where the SDK's name is not that of the host. */
const SDK_NAMES: Readonly<Record<string, string>> = { events: 'EVENTBRIDGE' };
