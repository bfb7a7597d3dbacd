import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { pageFile } from '@glyphwatch/console-api/page-files';

export interface PageUpload {
  /** The built page, by file name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly bucket: string;
  /** Where people sign in. */
  readonly signIn: {
    readonly issuer: string;
    readonly clientId: string;
    readonly audience: string;
  };
}

const INDEX = 'index.html';

/**
 * Puts the page into its bucket, as the local server would send it, and `index.html` last: it names the others. Files of earlier pages
 * stay, because tabs that are open may still ask for them.
 */
export async function uploadPage(
  client: Pick<S3Client, 'send'>,
  { files, bucket, signIn }: PageUpload,
): Promise<void> {
  const index = files.get(INDEX);
  if (!index) throw new Error('The page was not built: npx nx run console:build');
  const all = new Map(files).set(INDEX, withSignIn(index, signIn));
  const names = [...all.keys()].filter((name) => name !== INDEX);
  for (const name of [...names, INDEX]) {
    const file = pageFile(all, name);
    if (!file) throw new Error(`The page has no file ${name}.`);
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    await client.send(
      new PutObjectCommand({
        ...{ Bucket: bucket, Key: name, Body: file.body, ContentType: file.type },
        CacheControl: file.headers['cache-control'],
      }),
    );
  }
}

function withSignIn(index: Uint8Array, signIn: PageUpload['signIn']): Uint8Array {
  const content = JSON.stringify(signIn)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;');
  const meta = `<meta name="glyphwatch-sign-in" content="${content}" />`;
  return Buffer.from(
    Buffer.from(index)
      .toString('utf8')
      .replace('</head>', () => `${meta}</head>`),
  );
}
