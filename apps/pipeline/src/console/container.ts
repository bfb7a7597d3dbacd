import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import {
  type ApiEvent,
  type ApiEventAnswer,
  type ConsoleParts,
  eventAnswerer,
} from '@glyphwatch/console-api';
import { DynamoResultStore, DynamoReveals } from '@glyphwatch/dynamodb-result-store';
import { PictureViews } from '@glyphwatch/picture-views';
import { readObjectVersion } from '@glyphwatch/s3-image-source/read-object-version';
import { Container, type ServiceIdentifier } from 'inversify';
import { describeError } from '../observe/describe-error.ts';
import { Logger, type Write } from '../observe/logger.ts';
import type { ConsoleSettings } from './settings.ts';

const token = <T>(name: string) => Symbol.for(`glyphwatch.console.${name}`) as ServiceIdentifier<T>;

export const TOKENS = {
  logger: token<Logger>('logger'),
  dynamo: token<DynamoDBClient>('dynamo'),
  store: token<DynamoResultStore>('store'),
  reveals: token<DynamoReveals>('reveals'),
  views: token<PictureViews>('views'),
  parts: token<ConsoleParts>('parts'),
  answer: token<(event: ApiEvent) => Promise<ApiEventAnswer>>('answer'),
} as const;

/** With the page, deployed together. */
const VERSION = '0.1.0';

/** The parts list of the deployed console. Its stack's functions tell, and its rules are deployed, so both are only shown. */
export function buildContainer(settings: ConsoleSettings, write: Write): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  const { logger, dynamo, store, reveals, views, parts, answer } = TOKENS;
  container.bind(logger).toResolvedValue(() => new Logger(write, settings.LOG_LEVEL));
  container
    .bind(dynamo)
    .toResolvedValue(() => new DynamoDBClient({ requestHandler: CLIENT_TIMEOUTS }));
  container
    .bind(store)
    .toResolvedValue((client, log) => openStore(client, settings, log), [dynamo, logger]);
  container
    .bind(reveals)
    .toResolvedValue(
      (client) => new DynamoReveals(client, { tableName: settings.REVEALS_TABLE }),
      [dynamo],
    );
  container.bind(views).toResolvedValue(() => {
    const s3 = new S3Client({ requestHandler: CLIENT_TIMEOUTS });
    return new PictureViews({ read: (result) => readObjectVersion(s3, result) });
  });
  container
    .bind(parts)
    .toResolvedValue((...opened) => partsOf(settings, ...opened), [store, reveals, views]);
  container.bind(answer).toResolvedValue(
    (consoleParts, log) =>
      eventAnswerer({
        ...{ parts: consoleParts, groupsClaim: settings.GROUPS_CLAIM },
        onFailure: (error) => log.error('request failed', describeError(error)),
      }),
    [parts, logger],
  );
  return container;
}

function openStore(client: DynamoDBClient, settings: ConsoleSettings, logger: Logger) {
  return new DynamoResultStore(client, {
    tableName: settings.METADATA_TABLE,
    matchesTableName: settings.MATCHES_TABLE,
    deliveriesTableName: settings.DELIVERIES_TABLE,
    alertsTableName: settings.ALERTS_TABLE,
    // `glyphwatch aws results list` names what is damaged.
    onProblem: () => logger.error('damaged item'),
  });
}

function partsOf(
  { TIMEZONE, IMAGE_BUCKET, METADATA_TABLE, DETECTORS }: ConsoleSettings,
  store: DynamoResultStore,
  reveals: DynamoReveals,
  views: PictureViews,
): ConsoleParts {
  const { queries, reviews, deliveries } = store;
  return {
    ...{ queries, reviews, results: store, deliveries, views, clock: Date.now },
    ...{ version: VERSION, timezone: TIMEZONE, isReadOnly: false },
    recordReveal: (note) => reveals.record(note),
    // The function may not read the rules.
    ruleIds: async () => [],
    places: () => [{ name: IMAGE_BUCKET, state: 'remote' }],
    about: async () => ({ store: METADATA_TABLE, detector: DETECTORS, problems: [] }),
  };
}
