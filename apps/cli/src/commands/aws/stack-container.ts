import type { Deliveries, Notifier, ResultStore } from '@glyphwatch/domain';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { SnsNotifier } from '@glyphwatch/sns-notifier';
import { Container, type ServiceIdentifier } from 'inversify';
import type { Io } from '../../terminal/io.ts';
import { type Deployed, lookAt } from './deployed.ts';
import { type Deployment, findStack } from './find-stack.ts';
import type { StackPlace } from './options.ts';
import type { StackToShow } from './serve/console-parts-of-stack.ts';
import { bindClients, CLIENT, DEPLOYMENT, type StackClients } from './stack-clients.ts';

/** One token for each command: everything it works with, opened for the stack that its options name. */
export const STACK_RESULTS = Symbol('stack-results') as ServiceIdentifier<{
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly deployment: Deployment;
}>;
export const STACK_TOPICS = Symbol('stack-topics') as ServiceIdentifier<{
  readonly client: StackClients['sns'];
  readonly notifier: Notifier;
  readonly deployment: Deployment;
}>;
export const STACK_QUEUES = Symbol('stack-queues') as ServiceIdentifier<{
  readonly client: StackClients['sqs'];
  readonly deployment: Deployment;
}>;
export const STACK_BACKFILL = Symbol('stack-backfill') as ServiceIdentifier<{
  readonly s3: StackClients['s3'];
  readonly sqs: StackClients['sqs'];
  readonly deployed: Deployed;
}>;

export const STACK_CONSOLE = Symbol('stack-console') as ServiceIdentifier<StackToShow>;

export const STACK_DOCTOR = Symbol('stack-doctor') as ServiceIdentifier<{
  readonly clients: StackClients;
  readonly store: ResultStore;
  readonly deliveries: Deliveries;
  readonly deployed: Deployed;
}>;

export function stackContainer(options: StackPlace, io: Io): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(DEPLOYMENT).toResolvedValue(() => findStack(options, io));
  bindClients(container, io);
  container
    .bind(STACK_RESULTS)
    .toResolvedValue(
      (client, deployment) => ({ ...openStore(client, deployment), deployment }),
      [CLIENT.dynamo, DEPLOYMENT],
    );
  container.bind(STACK_TOPICS).toResolvedValue(
    (client, deployment) => {
      const notifier = new SnsNotifier(client, { topicArn: deployment.outputs.Topic });
      return { client, notifier, deployment };
    },
    [CLIENT.sns, DEPLOYMENT],
  );
  container
    .bind(STACK_QUEUES)
    .toResolvedValue((client, deployment) => ({ client, deployment }), [CLIENT.sqs, DEPLOYMENT]);
  container.bind(STACK_BACKFILL).toResolvedValue(
    (s3, sqs, lambda, events, deployment) => ({
      s3,
      sqs,
      deployed: lookAt({ lambda, events }, deployment),
    }),
    [CLIENT.s3, CLIENT.sqs, CLIENT.lambda, CLIENT.events, DEPLOYMENT],
  );
  container.bind(STACK_CONSOLE).toResolvedValue(
    (dynamo, s3, lambda, events, deployment) => ({
      ...{ store: openStore(dynamo, deployment).store, s3 },
      deployed: lookAt({ lambda, events }, deployment),
    }),
    [CLIENT.dynamo, CLIENT.s3, CLIENT.lambda, CLIENT.events, DEPLOYMENT],
  );
  const { cloudWatch, dynamo, events, iam, lambda, quotas, s3, sns, sqs, sts } = CLIENT;
  container.bind(STACK_DOCTOR).toResolvedValue(
    (deployment, cloudWatch, dynamo, events, iam, lambda, quotas, s3, sns, sqs, sts) => ({
      clients: { cloudWatch, dynamo, events, iam, lambda, quotas, s3, sns, sqs, sts },
      ...openStore(dynamo, deployment),
      deployed: lookAt({ lambda, events }, deployment),
    }),
    [DEPLOYMENT, cloudWatch, dynamo, events, iam, lambda, quotas, s3, sns, sqs, sts],
  );
  return container;
}

function openStore(client: StackClients['dynamo'], { outputs }: Deployment) {
  const { MetadataTable: tableName, MatchesTable: matchesTableName } = outputs;
  const { DeliveriesTable: deliveriesTableName, AlertsTable: alertsTableName } = outputs;
  const names = { tableName, matchesTableName, deliveriesTableName, alertsTableName };
  const store = new DynamoResultStore(client, names);
  return { store, deliveries: store.deliveries };
}
