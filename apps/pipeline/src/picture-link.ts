import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type { LinkTo } from '@glyphwatch/domain';
import { consoleLink } from '@glyphwatch/notification-text';
import { s3ConsoleLink } from '@glyphwatch/s3-image-source/s3-console-link';
import type { PipelineSettings } from './settings.ts';

type LinkSettings = Pick<PipelineSettings, 'AWS_REGION' | 'CONSOLE_ADDRESS' | 'PICTURE_LINK'>;

/** Where readers of a message open the picture: the console if there is one, else as the settings say. */
export function pictureLink({
  AWS_REGION,
  CONSOLE_ADDRESS,
  PICTURE_LINK,
}: LinkSettings): LinkTo | undefined {
  if (CONSOLE_ADDRESS !== undefined) return consoleLink(CONSOLE_ADDRESS);
  if (PICTURE_LINK === 'none') return undefined;
  const inS3Console = s3ConsoleLink(AWS_REGION);
  return PICTURE_LINK === 'presigned' ? presigned(inS3Console) : inS3Console;
}

/** Loads the signer with the first message. */
function presigned(forSensitive: LinkTo): LinkTo {
  let linkTo: LinkTo | undefined;
  return async (notification) => {
    linkTo ??= await openPresigned(forSensitive);
    return linkTo(notification);
  };
}

async function openPresigned(forSensitive: LinkTo): Promise<LinkTo> {
  const [{ S3Client }, { presignedLink }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@glyphwatch/s3-image-source/presigned-link'),
  ]);
  return presignedLink(new S3Client({ requestHandler: CLIENT_TIMEOUTS }), { forSensitive });
}
