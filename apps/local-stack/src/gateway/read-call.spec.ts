import { readCall, readS3Request, type HttpRequest } from './read-call.ts';

const PLACE = { account: '000000000000', region: 'us-east-1' };

function request(method: string, url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method, url, headers: {}, body: Buffer.alloc(0), ...more };
}

function json(target: string, body: object): HttpRequest {
  const headers = { 'x-amz-target': target };
  return request('POST', '/', { headers, body: Buffer.from(JSON.stringify(body)) });
}

function accessesOf(read: HttpRequest): string[] {
  return readCall(read, PLACE).accesses.map(({ action, resource }) => `${action} ${resource}`);
}

it.each<[string, HttpRequest, string[]]>([
  [
    'reading an object',
    request('GET', '/yard/a%2Bb%20%25.png?x-id=GetObject'),
    ['s3:GetObject arn:aws:s3:::yard/a+b %.png'],
  ],
  [
    'reading a version',
    request('HEAD', '/yard/a.png?versionId=v'),
    ['s3:GetObjectVersion arn:aws:s3:::yard/a.png'],
  ],
  ['listing', request('GET', '/yard?list-type=2&prefix=a'), ['s3:ListBucket arn:aws:s3:::yard']],
  ['uploading', request('PUT', '/yard/a.png'), ['s3:PutObject arn:aws:s3:::yard/a.png']],
  [
    'copying',
    request('PUT', '/yard/b.png', { headers: { 'x-amz-copy-source': '/other/a%20.png' } }),
    ['s3:PutObject arn:aws:s3:::yard/b.png', 's3:GetObject arn:aws:s3:::other/a .png'],
  ],
  [
    'completing parts',
    request('POST', '/yard/a.png?uploadId=u'),
    ['s3:PutObject arn:aws:s3:::yard/a.png'],
  ],
  [
    'erasing a version',
    request('DELETE', '/yard/a.png?versionId=v'),
    ['s3:DeleteObjectVersion arn:aws:s3:::yard/a.png'],
  ],
  [
    'an item',
    json('DynamoDB_20120810.GetItem', { TableName: 'T' }),
    ['dynamodb:GetItem arn:aws:dynamodb:us-east-1:000000000000:table/T'],
  ],
  [
    'an index',
    json('DynamoDB_20120810.Query', { TableName: 'T', IndexName: 'I' }),
    ['dynamodb:Query arn:aws:dynamodb:us-east-1:000000000000:table/T/index/I'],
  ],
  [
    'a batch of two tables',
    json('DynamoDB_20120810.BatchWriteItem', { RequestItems: { A: [], B: [] } }),
    [
      'dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:000000000000:table/A',
      'dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:000000000000:table/B',
    ],
  ],
  [
    'a transaction',
    json('DynamoDB_20120810.TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'A', Item: {} } },
        { Update: { TableName: 'B', Key: {} } },
        { ConditionCheck: { TableName: 'B', Key: {} } },
      ],
    }),
    [
      'dynamodb:PutItem arn:aws:dynamodb:us-east-1:000000000000:table/A',
      'dynamodb:UpdateItem arn:aws:dynamodb:us-east-1:000000000000:table/B',
      'dynamodb:ConditionCheckItem arn:aws:dynamodb:us-east-1:000000000000:table/B',
    ],
  ],
  [
    'a batch of deletions',
    json('AmazonSQS.DeleteMessageBatch', { QueueUrl: 'http://h/0/Uploads' }),
    ['sqs:DeleteMessage arn:aws:sqs:us-east-1:000000000000:Uploads'],
  ],
  ['text detection', json('RekognitionService.DetectText', {}), ['rekognition:DetectText *']],
  [
    'text detection in documents',
    json('Textract.DetectDocumentText', {}),
    ['textract:DetectDocumentText *'],
  ],
  [
    'a secret',
    json('secretsmanager.GetSecretValue', { SecretId: 'arn:x' }),
    ['secretsmanager:GetSecretValue arn:x'],
  ],
  [
    'publishing',
    request('POST', '/', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from('Action=Publish&TopicArn=arn%3At'),
    }),
    ['sns:Publish arn:t'],
  ],
])('knows which right is needed for %s', (_, read, accesses) => {
  expect(accessesOf(read)).toEqual(accesses);
});

it('gives conditions the source and type of each event', () => {
  const Entries = [{ EventBusName: 'machines', Source: 'a', DetailType: 'T' }, { Source: 'b' }];
  const { accesses } = readCall(json('AWSEvents.PutEvents', { Entries }), PLACE);
  expect(accesses).toMatchObject([
    {
      resource: 'arn:aws:events:us-east-1:000000000000:event-bus/machines',
      context: { 'events:source': 'a', 'events:detail-type': 'T' },
    },
    {
      resource: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
      context: { 'events:source': 'b' },
    },
  ]);
});

it('knows the caller from the signature, in the header or in the URL', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=ScanRole/20260101/us-east-1/s3/aws4_request, x';
  expect(readCall(request('GET', '/yard/a', { headers: { authorization } }), PLACE).caller).toBe(
    'ScanRole',
  );
  const presigned = request('GET', '/yard/a?X-Amz-Credential=Person%2F20260101%2Fx');
  expect(readCall(presigned, PLACE).caller).toBe('Person');
  expect(readCall(request('GET', '/yard/a'), PLACE).caller).toBeUndefined();
});

it('takes keys literally, slashes and line breaks included', () => {
  expect(readS3Request(request('PUT', '/yard//a/../%0A%252F')).key).toBe('/a/../\n%2F');
});

it('rejects services it does not have', () => {
  expect(() => readCall(json('Kinesis_20131202.PutRecord', {}), PLACE)).toThrow('Kinesis');
});
