import { randomBytes } from 'node:crypto';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { statementsOf, type Statement } from '../iam/statement.ts';
import { isRecord } from '@glyphwatch/domain';
import { HTTP_API_TYPES, readHttpApis } from './read-http-apis.ts';
import type { ResolvedResource, ResolvedTemplate } from './resolve-template.ts';

/** The resources that the local stack creates. */
export type StackResources = ReturnType<typeof readResources>;
export type BucketResource = ReturnType<typeof readBucket>;
export type QueueResource = ReturnType<typeof readQueue>;
export type SubscriptionResource = ReturnType<typeof readSubscription>;
export type SecretResource = ReturnType<typeof readSecret>;
export type RuleResource = ReturnType<typeof readRule>;
export type FunctionResource = ReturnType<typeof readFunction>;
export type MappingResource = ReturnType<typeof readMapping>;
export type RoleResource = ReturnType<typeof readRoles>[number];

/** Read together with others. */
const READ_ELSEWHERE = [
  ...HTTP_API_TYPES,
  'AWS::SQS::QueuePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::S3::BucketPolicy',
  'AWS::Logs::LogGroup',
];
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

export function readResources({ resources }: ResolvedTemplate) {
  const read = new Set(READ_ELSEWHERE);
  const of = <T>(type: string, reader: (resource: ResolvedResource) => T): T[] => {
    read.add(type);
    return resources.filter((resource) => resource.type === type).map(reader);
  };
  const rules = of('AWS::Events::Rule', readRule);
  const buckets = of('AWS::S3::Bucket', readBucket);
  return {
    tables: of('AWS::DynamoDB::Table', tableInput),
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
    roles: readRoles(
      of('AWS::IAM::Role', (role) => role),
      of('AWS::IAM::Policy', ({ properties }) => policySchema.parse(properties)),
    ),
    /** Policies of queues, topics and buckets by ARN. */
    resourcePolicies: readResourcePolicies(resources),
    permissions: of('AWS::Lambda::Permission', readPermission),
    httpApis: readHttpApis(resources),
    /** Resource types that the local stack leaves out. */
    ignored: [...new Set(resources.map(({ type }) => type))].filter((type) => !read.has(type)),
  };
}

function tableInput({ ref, properties }: ResolvedResource): CreateTableCommandInput {
  // The template's properties are named like the operation's input.
  const input = pick(properties, TABLE_PROPERTIES) as Omit<CreateTableCommandInput, 'TableName'>;
  return { ...input, TableName: ref, BillingMode: 'PAY_PER_REQUEST' };
}

const bucketSchema = z.object({
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
  NotificationConfiguration: z
    .object({
      EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean() }).optional(),
    })
    .optional(),
});

function readBucket({ ref, properties }: ResolvedResource) {
  const { VersioningConfiguration, NotificationConfiguration } = bucketSchema.parse(properties);
  return {
    name: ref,
    isVersioned: VersioningConfiguration?.Status === 'Enabled',
    sendsEvents: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
  };
}

/** Buckets in rules but not in the template: existing ones, taken to be unversioned with events enabled. */
function existingBuckets(rules: readonly RuleResource[], made: readonly BucketResource[]) {
  const names = new Set(rules.flatMap(({ pattern }) => bucketNames(pattern)));
  for (const { name } of made) names.delete(name);
  return [...names].map((name) => ({ name, isVersioned: false, sendsEvents: true }));
}

function bucketNames(pattern: unknown): string[] {
  const names = ['detail', 'bucket', 'name'].reduce<unknown>(
    (value, field) => (isRecord(value) ? value[field] : undefined),
    pattern,
  );
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

function readQueue({ logicalId, ref, attributes, properties }: ResolvedResource) {
  const given = Object.entries(pick(properties, QUEUE_PROPERTIES)).map(([name, value]) => [
    name,
    isRecord(value) ? JSON.stringify(value) : String(value),
  ]);
  return {
    logicalId,
    url: ref,
    name: attributes['QueueName'] ?? '',
    arn: attributes['Arn'] ?? '',
    /** Input of `CreateQueue`. */
    attributes: Object.fromEntries(given),
  };
}

const subscriptionSchema = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  FilterPolicy: z.record(z.string(), z.unknown()).optional(),
  FilterPolicyScope: z.literal('MessageAttributes').optional(),
  // Not supported: a queue gets SNS's envelope.
  RawMessageDelivery: z.undefined().optional(),
});

function readSubscription({ properties }: ResolvedResource) {
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

function readRule({ logicalId, attributes, properties }: ResolvedResource) {
  const rule = ruleSchema.parse(properties);
  const targets = rule.State === 'DISABLED' ? [] : rule.Targets;
  return {
    logicalId,
    arn: attributes['Arn'] ?? '',
    /** AWS services send their events to `default`. */
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

function readSecret({ ref, properties }: ResolvedResource) {
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
  Architectures: z.array(z.string()).length(1).default(['x86_64']),
});

function readFunction({ logicalId, ref, attributes, properties }: ResolvedResource) {
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
    /** Names the asset with the code. */
    codeKey: read.Code.S3Key,
    /** As npm and Node call it. */
    architecture: read.Architectures[0] === 'x86_64' ? 'x64' : 'arm64',
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

function readMapping({ properties }: ResolvedResource) {
  const read = mappingSchema.parse(properties);
  return {
    queueArn: read.EventSourceArn,
    /** Name or ARN. */
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

function readRoles(
  roles: readonly ResolvedResource[],
  policies: readonly z.output<typeof policySchema>[],
) {
  return roles.map(({ ref, attributes, properties }) => {
    const own = roleSchema.parse(properties).Policies;
    const others = policies.filter(({ Roles }) => Roles.includes(ref));
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

function readPermission({ properties }: ResolvedResource) {
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
