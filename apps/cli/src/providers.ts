import { cloudevents } from '@glyphwatch/cloudevents-notifier/provider';
import { azureVision } from '@glyphwatch/azure-vision-text-detector/provider';
import { consoleChannel } from '@glyphwatch/console-notifier/provider';
import { discord } from '@glyphwatch/discord-notifier/provider';
import { dynamodb } from '@glyphwatch/dynamodb-result-store/provider';
import { eventbridge } from '@glyphwatch/eventbridge-notifier/provider';
import { file as imageFile } from '@glyphwatch/file-image-source/provider';
import { file as ruleFile } from '@glyphwatch/file-watchlist-source/provider';
import { googleVision } from '@glyphwatch/google-vision-text-detector/provider';
import { ntfy } from '@glyphwatch/ntfy-notifier/provider';
import { onnx } from '@glyphwatch/onnx-text-detector/provider';
import { postgres } from '@glyphwatch/postgres-result-store/provider';
import { pagerduty } from '@glyphwatch/pagerduty-notifier/provider';
import type {
  ChannelProvider,
  DetectorProvider,
  ImageProvider,
  StoreProvider,
  WatchlistProvider,
} from '@glyphwatch/provider';
import { rekognition } from '@glyphwatch/rekognition-text-detector/provider';
import { s3 as imageObject } from '@glyphwatch/s3-image-source/provider';
import { s3 as ruleObject } from '@glyphwatch/s3-watchlist-source/provider';
import { slack } from '@glyphwatch/slack-notifier/provider';
import { smtp } from '@glyphwatch/smtp-notifier/provider';
import { sns } from '@glyphwatch/sns-notifier/provider';
import { sqlite } from '@glyphwatch/sqlite-result-store/provider';
import { teams } from '@glyphwatch/teams-notifier/provider';
import { tesseract } from '@glyphwatch/tesseract-text-detector/provider';
import { telegram } from '@glyphwatch/telegram-notifier/provider';
import { textract } from '@glyphwatch/textract-text-detector/provider';
import { webhook } from '@glyphwatch/webhook-notifier/provider';

/*
 * What a settings line can choose. Providers that run only in the deployed function are listed, too, so that the error for
 * naming one can say where it runs.
 */

export const DETECTORS: readonly DetectorProvider[] = [
  onnx,
  tesseract,
  textract,
  googleVision,
  azureVision,
  rekognition,
];
export const DEFAULT_DETECTOR = onnx.name;
export const STORES: readonly StoreProvider[] = [sqlite, postgres, dynamodb];
/** What `storeFrom` chooses: the environment variable has its URL. */
export const STORE_AT_URL = postgres.name;
export const CHANNELS: readonly ChannelProvider[] = [
  consoleChannel,
  webhook,
  smtp,
  slack,
  teams,
  ntfy,
  pagerduty,
  discord,
  telegram,
  cloudevents,
  sns,
  eventbridge,
];

/** Not a choice: images and rules are files on a laptop, and S3 objects in the deployed function. */
export const IMAGE_SOURCES: readonly ImageProvider[] = [imageFile, imageObject];
export const WATCHLIST_SOURCES: readonly WatchlistProvider[] = [ruleFile, ruleObject];
