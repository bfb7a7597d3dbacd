import type { LinkTo } from '@glyphwatch/domain';

/** Links to the object in the S3 console, which asks the reader to sign in. */
export function s3ConsoleLink(region: string): LinkTo {
  return ({ address: { bucket, key, versionId } }) => {
    const url = new URL(`https://${consoleHost(region)}/s3/object/${bucket}`);
    const query = { region, prefix: key, ...(versionId === undefined ? {} : { versionId }) };
    url.search = String(new URLSearchParams(query)).replaceAll('+', '%20');
    return { url: url.href };
  };
}

function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return 'console.aws.amazon.com';
}
