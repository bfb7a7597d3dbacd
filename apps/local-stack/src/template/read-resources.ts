import { randomBytes } from 'node:crypto';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { statementsOf, type Statement } from '../iam/statement.ts';
import { isRecord } from './is-record.ts';
import type { ResolvedResource, ResolvedTemplate } from './resolve-template.ts';

export interface TableResource {
  /** Input of `CreateTable`. */
  readonly input: CreateTableCommandInput;
  readonly name: string;
}

export interface BucketResource {
  readonly name: string;
  readonly isVersioned: boolean;
  readonly sendsEvents: boolean;
}

export interface QueueResource {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** Input of `CreateQueue`. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SubscriptionResource {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly filterPolicy?: Readonly<Record<string, unknown>>;
}

export interface TopicResource {
  readonly name: string;
  readonly arn: string;
}

export interface SecretResource {
  readonly arn: string;
  readonly text: string;
}

export interface RuleTarget {
  readonly arn: string;
  readonly deadLetterArn?: string;
}

export interface RuleResource {
  readonly logicalId: string;
  readonly arn: string;
  /** AWS services send their events to `default`. */
  readonly busName: string;
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly schedule?: string;
  readonly targets: readonly RuleTarget[];
}

export interface FunctionResource {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** The S3 key of the code, which names its asset. */
  readonly codeKey: string;
}

export interface MappingResource {
  readonly queueArn: string;
  /** Name or ARN. */
  readonly functionName: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  readonly reportsFailures: boolean;
}

export interface RoleResource {
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
}

export interface InvokePermission {
  readonly functionArn: string;
  readonly principal: string;
  readonly sourceArn?: string;
}

/** The resources that the local stack creates. */
export interface StackResources {
  readonly tables: readonly TableResource[];
  readonly buckets: readonly BucketResource[];
  readonly queues: readonly QueueResource[];
  readonly topics: readonly TopicResource[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly busNames: readonly string[];
  readonly secrets: readonly SecretResource[];
  readonly rules: readonly RuleResource[];
  readonly functions: readonly FunctionResource[];
  readonly mappings: readonly MappingResource[];
  readonly roles: readonly RoleResource[];
  /** Policies of queues, topics and buckets by ARN. */
  readonly resourcePolicies: ReadonlyMap<string, readonly Statement[]>;
  readonly permissions: readonly InvokePermission[];
  /** Resource types that the local stack leaves out. */
  readonly ignored: readonly string[];
}

const READ = new Set([
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
]);

const TABLE_PROPERTIES = [
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];
const QUEUE_PROPERTIES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
];
/* What Lambda assumes where a mapping or function says nothing. */
const BATCH_SIZE = 10;
const MAX_CONCURRENCY = 5;
const MEMORY_MB = 128;
const TIMEOUT_SECONDS = 3;

export function readResources({ resources }: ResolvedTemplate): StackResources {
  const of = <T>(type: string, read: (resource: ResolvedResource) => T): T[] =>
    resources.filter((resource) => resource.type === type).map(read);
  const rules = of('AWS::Events::Rule', readRule);
  const buckets = of('AWS::S3::Bucket', readBucket);
  return {
    tables: of('AWS::DynamoDB::Table', readTable),
    buckets: [...buckets, ...existingBuckets(rules, buckets)],
    queues: of('AWS::SQS::Queue', readQueue),
    topics: of('AWS::SNS::Topic', ({ ref, attributes }) => ({
      arn: ref,
      name: attributes['TopicName'] ?? '',
    })),
    subscriptions: of('AWS::SNS::Subscription', readSubscription),
    busNames: of('AWS::Events::EventBus', ({ ref }) => ref),
    secrets: of('AWS::SecretsManager::Secret', readSecret),
    rules,
    functions: of('AWS::Lambda::Function', readFunction),
    mappings: of('AWS::Lambda::EventSourceMapping', readMapping),
    roles: readRoles(resources),
    resourcePolicies: readResourcePolicies(resources),
    permissions: of('AWS::Lambda::Permission', readPermission),
    ignored: [...new Set(resources.map(({ type }) => type))].filter((type) => !READ.has(type)),
  };
}

function readTable({ ref, properties }: ResolvedResource): TableResource {
  // The template's properties are named like the operation's input.
  const input = pick(properties, TABLE_PROPERTIES) as Omit<CreateTableCommandInput, 'TableName'>;
  return { name: ref, input: { ...input, TableName: ref, BillingMode: 'PAY_PER_REQUEST' } };
}

const bucketSchema = z.object({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  NotificationConfiguration: z
    .object({
      EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean() }).optional(),
    })
    .optional(),
});

function readBucket({ ref, properties }: ResolvedResource): BucketResource {
  const { VersioningConfiguration, NotificationConfiguration } = bucketSchema.parse(properties);
  return {
    name: ref,
    isVersioned: VersioningConfiguration?.Status === 'Enabled',
    sendsEvents: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
  };
}

/** Buckets in rules but not in the template: existing ones, taken to be unversioned with events enabled. */
function existingBuckets(
  rules: readonly RuleResource[],
  made: readonly BucketResource[],
): BucketResource[] {
  const names = rules.flatMap(({ pattern }) => bucketNames(pattern));
  const others = names.filter((name) => !made.some((bucket) => bucket.name === name));
  return [...new Set(others)].map((name) => ({ name, isVersioned: false, sendsEvents: true }));
}

function bucketNames(pattern: unknown): string[] {
  const names = ['detail', 'bucket', 'name'].reduce<unknown>(
    (value, field) => (isRecord(value) ? value[field] : undefined),
    pattern,
  );
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function readQueue({ logicalId, ref, attributes, properties }: ResolvedResource): QueueResource {
  const given = Object.entries(pick(properties, QUEUE_PROPERTIES)).map(([name, value]) => [
    name,
    isRecord(value) ? JSON.stringify(value) : String(value),
  ]);
  return {
    logicalId,
    url: ref,
    name: attributes['QueueName'] ?? '',
    arn: attributes['Arn'] ?? '',
    attributes: Object.fromEntries(given),
  };
}

const subscriptionSchema = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  FilterPolicy: z.record(z.string(), z.unknown()).optional(),
  FilterPolicyScope: z.literal('MessageAttributes').optional(),
});

function readSubscription({ properties }: ResolvedResource): SubscriptionResource {
  const { TopicArn, Protocol, Endpoint, FilterPolicy } = subscriptionSchema.parse(properties);
  return {
    topicArn: TopicArn,
    protocol: Protocol,
    endpoint: Endpoint,
    ...(FilterPolicy && { filterPolicy: FilterPolicy }),
  };
}

const ruleSchema = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z
    .array(
      z.object({
        Arn: z.string(),
        DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
        // Not supported: each would change the event on its way.
        Input: z.undefined().optional(),
        InputPath: z.undefined().optional(),
        InputTransformer: z.undefined().optional(),
      }),
    )
    .default([]),
});

function readRule({ logicalId, attributes, properties }: ResolvedResource): RuleResource {
  const rule = ruleSchema.parse(properties);
  const targets = rule.State === 'DISABLED' ? [] : rule.Targets;
  return {
    logicalId,
    arn: attributes['Arn'] ?? '',
    busName: rule.EventBusName,
    ...(rule.EventPattern && { pattern: rule.EventPattern }),
    ...(rule.ScheduleExpression !== undefined && { schedule: rule.ScheduleExpression }),
    targets: targets.map(({ Arn, DeadLetterConfig }) => ({
      arn: Arn,
      ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.Arn }),
    })),
  };
}

const secretSchema = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: z.object({ PasswordLength: z.number().default(32) }).optional(),
});

function readSecret({ ref, properties }: ResolvedResource): SecretResource {
  const { SecretString, GenerateSecretString } = secretSchema.parse(properties);
  const length = GenerateSecretString?.PasswordLength ?? 0;
  return { arn: ref, text: SecretString ?? randomBytes(length).toString('hex').slice(0, length) };
}

const functionSchema = z.object({
  Role: z.string(),
  Handler: z.string(),
  MemorySize: z.number().default(MEMORY_MB),
  Timeout: z.number().default(TIMEOUT_SECONDS),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
  LoggingConfig: z.object({ LogGroup: z.string() }).optional(),
  Code: z.object({ S3Key: z.string() }),
});

function readFunction({
  logicalId,
  ref,
  attributes,
  properties,
}: ResolvedResource): FunctionResource {
  const read = functionSchema.parse(properties);
  return {
    logicalId,
    name: ref,
    arn: attributes['Arn'] ?? '',
    roleArn: read.Role,
    handler: read.Handler,
    memoryMb: read.MemorySize,
    timeoutSeconds: read.Timeout,
    environment: read.Environment?.Variables ?? {},
    logGroup: read.LoggingConfig?.LogGroup ?? `/aws/lambda/${ref}`,
    codeKey: read.Code.S3Key,
  };
}

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number().default(BATCH_SIZE),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  Enabled: z.boolean().default(true),
  // Not supported: a filter silently deletes messages.
  FilterCriteria: z.undefined().optional(),
});

function readMapping({ properties }: ResolvedResource): MappingResource {
  const read = mappingSchema.parse(properties);
  return {
    queueArn: read.EventSourceArn,
    functionName: read.FunctionName,
    batchSize: read.BatchSize,
    windowSeconds: read.MaximumBatchingWindowInSeconds,
    maxConcurrency: read.ScalingConfig?.MaximumConcurrency ?? MAX_CONCURRENCY,
    reportsFailures: read.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

const roleSchema = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.unknown() })).default([]),
  // Not supported: the template does not say what managed policies allow.
  ManagedPolicyArns: z.undefined().optional(),
});
const policySchema = z.object({
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).default([]),
});

function readRoles(resources: readonly ResolvedResource[]): RoleResource[] {
  const attached = resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .map(({ properties }) => policySchema.parse(properties));
  return resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map(({ ref, attributes, properties }) => {
      const own = roleSchema.parse(properties).Policies;
      const others = attached.filter(({ Roles }) => Roles.includes(ref));
      const statements = [...own, ...others].flatMap(({ PolicyDocument }) =>
        statementsOf(PolicyDocument),
      );
      return { name: ref, arn: attributes['Arn'] ?? '', statements };
    });
}

/** The property that names the policy's resources. */
const POLICY_OF: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::S3::BucketPolicy': 'Bucket',
};

function readResourcePolicies(
  resources: readonly ResolvedResource[],
): ReadonlyMap<string, readonly Statement[]> {
  const arns = new Map(resources.map(({ ref, attributes }) => [ref, attributes['Arn'] ?? ref]));
  const policies = new Map<string, Statement[]>();
  for (const { type, properties } of resources) {
    const property = POLICY_OF[type];
    if (property === undefined) continue;
    for (const ref of [properties[property]].flat()) {
      const arn = arns.get(String(ref)) ?? String(ref);
      const statements = statementsOf(properties['PolicyDocument']);
      policies.set(arn, [...(policies.get(arn) ?? []), ...statements]);
    }
  }
  return policies;
}

const permissionSchema = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

function readPermission({ properties }: ResolvedResource): InvokePermission {
  const { FunctionName, Principal, SourceArn } = permissionSchema.parse(properties);
  return {
    functionArn: FunctionName,
    principal: Principal,
    ...(SourceArn !== undefined && { sourceArn: SourceArn }),
  };
}

function pick(
  properties: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}
