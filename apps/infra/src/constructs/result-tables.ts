import {
  ALERTS,
  DELIVERIES,
  MATCHES,
  RESULTS,
  type TableDefinition,
} from '@glyphwatch/dynamodb-result-store';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings.ts';
import { removalPolicy } from './removal-policy.ts';

export interface ResultTables {
  readonly results: Table;
  readonly matches: Table;
  readonly deliveries: Table;
  readonly alerts: Table;
  /** Your own KMS key, if you have one. */
  readonly key?: IKey;
}

/** The tables as the store defines them. */
export function resultTables(scope: Construct, settings: InfraSettings): ResultTables {
  const { tableKeyArn, names } = settings;
  const key = tableKeyArn ? Key.fromKeyArn(scope, 'TableKey', tableKeyArn) : undefined;
  const table = (id: string, name: string, definition: TableDefinition) =>
    newTable(scope, { id, name, definition, settings, key });
  return {
    results: table('ResultTable', names.metadataTable, RESULTS),
    matches: table('MatchTable', names.matchesTable, MATCHES),
    deliveries: table('DeliveryTable', names.deliveriesTable, DELIVERIES),
    alerts: table('AlertTable', names.alertsTable, ALERTS),
    ...(key ? { key } : {}),
  };
}

export interface NewTable {
  readonly id: string;
  readonly name: string;
  readonly definition: TableDefinition;
  readonly settings: InfraSettings;
  readonly key?: IKey | undefined;
}

export function newTable(
  scope: Construct,
  { id, name, definition, settings, key }: NewTable,
): Table {
  const { retention } = settings;
  const table = new Table(scope, id, {
    tableName: name,
    partitionKey: text(definition.partitionKey),
    ...(definition.sortKey ? { sortKey: text(definition.sortKey) } : {}),
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: retention.recoveryDays,
    },
    ...(key ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key } : {}),
    // No deletion protection: CloudFormation could not remove the table again when the first deployment fails.
    removalPolicy: removalPolicy(settings),
  });
  for (const { name: indexName, partitionKey, sortKey, includes } of definition.indexes) {
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      ...(includes.length === 0
        ? { projectionType: ProjectionType.KEYS_ONLY }
        : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...includes] }),
    });
  }
  return table;
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
