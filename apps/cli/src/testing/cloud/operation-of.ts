import type { IncomingMessage } from 'node:http';

export interface Asked {
  readonly service: string;
  /** `service:Operation`, whatever the protocol. */
  readonly operation: string;
  readonly url: URL;
  readonly body: string;
}

/** S3 distinguishes these operations by the query string only. */
const OF_BUCKET: Readonly<Record<string, string>> = {
  notification: 'GetBucketNotificationConfiguration',
  versions: 'ListObjectVersions',
  versioning: 'GetBucketVersioning',
};

const OF_LAMBDA = [
  [/\/functions\/[^/]+\/configuration$/, 'GetFunctionConfiguration'],
  [/\/event-source-mappings$/, 'ListEventSourceMappings'],
  [/\/account-settings$/, 'GetAccountSettings'],
] as const;

export function operationOf(
  { headers, method = '', url = '' }: IncomingMessage,
  body: Buffer,
): Asked {
  // The scope of a signature names the service: Credential=ID/date/region/service/aws4_request
  const [, service = 'unsigned'] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const parsed = new URL(url, 'http://localhost');
  const text = body.toString('utf8');
  const target = headers['x-amz-target'];
  const name =
    typeof target === 'string'
      ? target.split('.').at(-1)
      : (new URLSearchParams(text).get('Action') ??
        OF_LAMBDA.find(([path]) => path.test(parsed.pathname))?.[1] ??
        [...parsed.searchParams.keys()].flatMap((key) => OF_BUCKET[key] ?? [])[0] ??
        `${method} ${/\/[^/]+\/./.test(parsed.pathname) ? 'object' : 'bucket'}`);
  return { service, operation: `${service}:${name}`, url: parsed, body: text };
}
