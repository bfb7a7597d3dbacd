import type { LinkTo } from '@glyphwatch/domain';
import { consoleLink } from '@glyphwatch/notification-text';
import { s3ConsoleLink } from '@glyphwatch/s3-image-source/s3-console-link';
import type { PipelineSettings } from './settings.ts';

type LinkSettings = Pick<PipelineSettings, 'AWS_REGION' | 'CONSOLE_ADDRESS' | 'PICTURE_LINK'>;

/** Where readers of a message open the picture: in the console if there is one, else as the settings say. */
export async function pictureLink({
  AWS_REGION,
  CONSOLE_ADDRESS,
  PICTURE_LINK,
}: LinkSettings): Promise<LinkTo | undefined> {
  if (CONSOLE_ADDRESS !== undefined) return consoleLink(CONSOLE_ADDRESS);
  if (PICTURE_LINK === 'none') return undefined;
  const inS3Console = s3ConsoleLink(AWS_REGION);
  if (PICTURE_LINK === 's3-console') return inS3Console;
  const { openPresignedLink } = await import('@glyphwatch/s3-image-source/presigned-link');
  return openPresignedLink({ forSensitive: inS3Console });
}
