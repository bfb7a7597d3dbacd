import { REVEALS } from '@glyphwatch/dynamodb-result-store';
import { consoleFunctionRights } from '@glyphwatch/pipeline/rights';
import { Aws, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, type Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge.ts';
import { DETECTOR_FILES } from '../../function-code/detector-files.ts';
import type { InfraSettings } from '../../settings.ts';
import { newFunction } from '../new-function.ts';
import { newTable } from '../result-tables.ts';
import type { ConsoleResources } from './console.ts';

/** An HTTP API waits for 30 s at most. */
const SECONDS = 29;
/** One virtual CPU: people wait while it draws. */
const MEMORY_MB = 1769;

/** What answers `/api/*`, and the table of who saw what is otherwise covered. */
export function consoleFunction(
  scope: Construct,
  { consolePath, bucketName, tables }: ConsoleResources,
  groupsClaim: string,
  settings: InfraSettings,
): { readonly made: Function; readonly reveals: Table } {
  const { names, uploads, bucket, detector, timezone = 'UTC' } = settings;
  const { key } = tables;
  const reveals = newTable(scope, {
    ...{ id: 'RevealTable', name: names.revealsTable, definition: REVEALS, settings, key },
  });
  const images = {
    bucketArn: `arn:${Aws.PARTITION}:s3:::${bucketName}`,
    prefixes: uploads.prefixes,
    keyArn: bucket.keyArn,
  };
  const arns = {
    results: tables.results.tableArn,
    matches: tables.matches.tableArn,
    deliveries: tables.deliveries.tableArn,
    alerts: tables.alerts.tableArn,
    key: key?.keyArn,
  };
  const made = newFunction(scope, settings, {
    id: 'Console',
    name: `${names.function}-Console`,
    handler: 'console.handler',
    description: 'Shows what was found, and keeps what people make of it',
    memorySize: MEMORY_MB,
    timeout: Duration.seconds(SECONDS),
    rights: consoleFunctionRights({ images, tables: arns }, reveals.tableArn),
    code: Code.fromAsset(consolePath, { exclude: [DETECTOR_FILES] }),
    environment: {
      METADATA_TABLE: tables.results.tableName,
      MATCHES_TABLE: tables.matches.tableName,
      DELIVERIES_TABLE: tables.deliveries.tableName,
      ALERTS_TABLE: tables.alerts.tableName,
      REVEALS_TABLE: reveals.tableName,
      IMAGE_BUCKET: bucketName,
      DETECTORS: detector.names.join(', '),
      GROUPS_CLAIM: groupsClaim,
      TIMEZONE: timezone,
    },
  });
  acknowledge(made, {
    'Serverless-LambdaDLQ': 'People wait for its answer, so a failure reaches them.',
  });
  return { made, reveals };
}
