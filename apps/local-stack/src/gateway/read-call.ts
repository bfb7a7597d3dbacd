import type { IncomingHttpHeaders } from 'node:http';
import type { AwsEnvironment } from '../aws-environment.ts';
import type { Access } from '../iam/evaluate.ts';
import { isRecord } from '@glyphwatch/domain';

export interface HttpRequest {
  readonly method: string;
  /** Path and query, as received. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Service =
  | 's3'
  | 'sqs'
  | 'sns'
  | 'dynamodb'
  | 'events'
  | 'rekognition'
  | 'textract'
  | 'secretsmanager'
  | 'sts';

/** What a request asks for, as far as permissions need to know. */
export interface Call {
  readonly service: Service;
  readonly operation: string;
  /** The access key id that signed it. */
  readonly caller?: string;
  readonly accesses: readonly Access[];
  /** The body of JSON and query protocols. */
  readonly input: Readonly<Record<string, unknown>>;
}

const TARGETS: Readonly<Record<string, Service>> = {
  DynamoDB_20120810: 'dynamodb',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  RekognitionService: 'rekognition',
  Textract: 'textract',
  secretsmanager: 'secretsmanager',
};

/** Which service a request is for, its operation, and the actions on resources that it needs. */
export function readCall(request: HttpRequest, environment: AwsEnvironment): Call {
  const caller = callerOf(request);
  const base = caller === undefined ? {} : { caller };
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return { ...base, ...readJsonCall(target, request, environment) };
  if (request.headers['content-type']?.includes('x-www-form-urlencoded')) {
    return { ...base, ...readQueryCall(request.body, environment) };
  }
  const s3 = readS3Request(request);
  return { ...base, service: 's3', operation: s3.operation, accesses: s3.accesses, input: {} };
}

/** `Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, …`, or presigned. */
export function callerOf({
  headers: { authorization = '' },
  url,
}: HttpRequest): string | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const credential = /Credential=([^,\s]+)/.exec(authorization)?.[1];
  return (credential ?? query.get('X-Amz-Credential') ?? undefined)?.split('/')[0];
}

function readJsonCall(target: string, { body }: HttpRequest, environment: AwsEnvironment): Call {
  const [prefix = '', operation = ''] = target.split('.');
  const service = TARGETS[prefix];
  if (!service) throw new Error(`The local stack has no service for ${target}.`);
  const input = parse(body);
  const accesses = JSON_ACCESSES[service]?.(operation, input, environment) ?? [];
  return { service, operation, accesses, input };
}

type ReadAccesses = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
  environment: AwsEnvironment,
) => Access[];

const JSON_ACCESSES: Readonly<Partial<Record<Service, ReadAccesses>>> = {
  sqs: (operation, { QueueUrl, QueueName }, { account, region }) => {
    const name = String(QueueUrl ?? QueueName ?? '*')
      .split('/')
      .at(-1);
    const resource = `arn:aws:sqs:${region}:${account}:${name}`;
    // A batch needs the permission of the single operation.
    return [{ action: `sqs:${operation.replace(/Batch$/, '')}`, resource, context: {} }];
  },
  dynamodb: (operation, input, { account, region }) =>
    tableOperations(operation, input).map(([action, table]) => ({
      action: `dynamodb:${action}`,
      resource: `arn:aws:dynamodb:${region}:${account}:table/${table}`,
      context: {},
    })),
  events: (operation, { Entries }, { account, region }) =>
    records(Entries).map(({ EventBusName = 'default', Source, DetailType }) => {
      const bus = String(EventBusName).split('/').at(-1);
      return {
        action: `events:${operation}`,
        resource: `arn:aws:events:${region}:${account}:event-bus/${bus}`,
        context: { 'events:source': String(Source), 'events:detail-type': String(DetailType) },
      };
    }),
  secretsmanager: (operation, { SecretId }) => [
    { action: `secretsmanager:${operation}`, resource: String(SecretId), context: {} },
  ],
  // It has no resources.
  rekognition: (operation) => [{ action: `rekognition:${operation}`, resource: '*', context: {} }],
  textract: (operation) => [{ action: `textract:${operation}`, resource: '*', context: {} }],
};

/**
 * A transaction needs the permissions of its writes and none of its own.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** Pairs of an action and a table. */
function tableOperations(
  operation: string,
  input: Readonly<Record<string, unknown>>,
): (readonly [action: string, table: string])[] {
  if (!/^Transact(Write|Get)Items$/.test(operation)) {
    return tablesOf(input).map((table) => [operation, table]);
  }
  return records(input['TransactItems']).flatMap((item) =>
    Object.entries(item).flatMap(([kind, one]) => {
      const action = TRANSACTION_ACTIONS[kind];
      if (action === undefined || !isRecord(one))
        throw new Error(`Unknown in a transaction: ${kind}`);
      return tablesOf(one).map((table) => [action, table] as const);
    }),
  );
}

/** `table` or `table/index/name`, for everything the request names. */
function tablesOf({ TableName, IndexName, RequestItems }: Readonly<Record<string, unknown>>) {
  if (isRecord(RequestItems)) return Object.keys(RequestItems);
  const table = String(TableName ?? '*');
  return [typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table];
}

function readQueryCall(body: Buffer, { region }: AwsEnvironment): Call {
  const form = new URLSearchParams(body.toString());
  const operation = form.get('Action') ?? '';
  const input = Object.fromEntries(form);
  if (operation === 'GetCallerIdentity') return { service: 'sts', operation, accesses: [], input };
  const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? `arn:aws:sns:${region}:*`;
  const action = `sns:${operation.replace(/Batch$/, '')}`;
  return { service: 'sns', operation, accesses: [{ action, resource, context: {} }], input };
}

export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  /** Literal; empty for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly accesses: readonly Access[];
}

/** Path-style: `/bucket/key`, the key percent-encoded. */
export function readS3Request({ method, url, headers }: HttpRequest): S3Request {
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path)?.map(decodeURIComponent) ?? [];
  const query = new URLSearchParams(search);
  const operation = s3Operation(method, key, query, headers);
  const action = S3_ACTIONS[operation] ?? operation;
  const isVersion = query.has('versionId') && /^(Get|Delete)Object$/.test(action);
  const arn = `arn:aws:s3:::${bucket}`;
  const object = key === '' ? arn : `${arn}/${key}`;
  const source = headers['x-amz-copy-source'];
  return {
    operation,
    bucket,
    key,
    query,
    accesses: [
      { action: `s3:${action}${isVersion ? 'Version' : ''}`, resource: object, context: {} },
      ...(typeof source === 'string' ? [copySource(source)] : []),
    ],
  };
}

/** Operations whose permission has another name. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  DeleteObjects: 'DeleteObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListObjects: 'ListBucket',
  HeadBucket: 'ListBucket',
  ListBuckets: 'ListAllMyBuckets',
};

function s3Operation(
  method: string,
  key: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): string {
  if (key === '') {
    if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : 'PostObject';
    const names: Readonly<Record<string, string>> = {
      GET: 'ListObjects',
      HEAD: 'HeadBucket',
      PUT: 'CreateBucket',
      DELETE: 'DeleteBucket',
    };
    return names[method] ?? method;
  }
  if (method === 'PUT' && query.has('partNumber')) return 'UploadPart';
  if (method === 'PUT') return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  if (method === 'POST') {
    return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  }
  if (method === 'DELETE') return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
  return method === 'HEAD' ? 'HeadObject' : 'GetObject';
}

function copySource(source: string): Access {
  const [path = ''] = source.split('?');
  const resource = `arn:aws:s3:::${decodeURIComponent(path).replace(/^\//, '')}`;
  return { action: 's3:GetObject', resource, context: {} };
}

function parse(body: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(body.toString() || '{}');
  return isRecord(value) ? value : {};
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
