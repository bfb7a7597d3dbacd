import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { failureOf, sampleUpload } from '@glyphwatch/domain/contracts';
import { type Finding, findingsOf } from '@glyphwatch/provider';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { DENIED, json, refusal, xml } from '../../../testing/cloud/answers.ts';
import {
  type DeployedPipeline,
  functionAnswer,
  mapping,
  stackAnswer,
  startDeployedPipeline,
  UPLOAD_PATTERN,
} from '../../../testing/cloud/deployed-pipeline.ts';
import { withPart } from '../../../with-part.ts';
import { STACK_DOCTOR, stackContainer } from '../stack-container.ts';
import { checkQuota } from './check-quota.ts';
import { examine, type Examined } from './examined.ts';
import { settle } from './finding.ts';
import { checkDetector, runDoctor } from './run.ts';

const OPTIONS = { stack: 'Glyphwatch', format: 'json' } as const;

let cloud: DeployedPipeline;
beforeAll(async () => {
  cloud = await startDeployedPipeline();
});
beforeEach(() => cloud.recover());
afterAll(() => cloud.close());

interface Diagnosis {
  readonly code: number;
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
  of(check: string): readonly Finding[];
}

async function diagnose(): Promise<Diagnosis> {
  const io = cloud.io();
  const code = await runDoctor(OPTIONS, io);
  const report: Pick<Diagnosis, 'healthy' | 'findings'> = JSON.parse(io.out());
  return { code, ...report, of: (name) => report.findings.filter(({ check }) => check === name) };
}

const withBody = (status: string): string => `<a>${status}</a>`;

it('finds nothing wrong with a healthy pipeline, and says what it checked', async () => {
  const { code, healthy, findings } = await diagnose();
  expect({ code, healthy }).toEqual({ code: EXIT.done, healthy: true });
  expect(findings.filter(({ state }) => state === 'problem' || state === 'unknown')).toEqual([]);
  expect([...new Set(findings.map(({ check }) => check))]).toEqual([
    'credentials',
    'stack',
    'bucket',
    'bucket events',
    'bucket versions',
    'upload rule',
    'deletion rule',
    'upload queue',
    'queue to function',
    'function',
    'permissions',
    'quota',
    'concurrency',
    'rules',
    'table',
    'results',
    'subscribers',
    'alarm receivers',
    'sweep rule',
    'sweeper',
    'dead uploads',
    'dead events',
    'dead messages',
    'alarms',
  ]);
});

const SWITCHED_OFF_WITH_A_QUEUE =
  '<NotificationConfiguration><QueueConfiguration><Id>theirs</Id><Queue>arn:aws:sqs:us-east-1:1:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:uploads';

it.each([
  [
    'a bucket in another region',
    's3:HEAD bucket',
    () => ({ body: '', headers: { 'x-amz-bucket-region': 'eu-west-1' } }),
    'bucket',
    'is in eu-west-1, the pipeline in us-east-1',
    'AWS_REGION=eu-west-1 npx nx run infra:deploy',
  ],
  [
    'a missing bucket',
    's3:HEAD bucket',
    () => ({ status: 404, body: '' }),
    'bucket',
    'does not exist',
    'npx nx run infra:deploy',
  ],
  [
    'a disabled rule',
    'events:DescribeRule',
    json({ State: 'DISABLED', EventPattern: JSON.stringify(UPLOAD_PATTERN) }),
    'upload rule',
    'is disabled',
    'aws events enable-rule --name Upload',
  ],
  [
    'a sweeper that never runs',
    'events:DescribeRule',
    json({ State: 'DISABLED', EventPattern: JSON.stringify(UPLOAD_PATTERN) }),
    'sweep rule',
    'is disabled',
    'aws events enable-rule --name Sweep',
  ],
  [
    'a queue that EventBridge may not write to',
    'sqs:GetQueueAttributes',
    json({ Attributes: { RedrivePolicy: '{}', Policy: '{"Statement":{"Effect":"Deny"}}' } }),
    'upload queue',
    'does not let EventBridge write to it',
    'npx nx run infra:deploy',
  ],
  [
    'a queue without a dead-letter queue',
    'sqs:GetQueueAttributes',
    json({
      Attributes: {
        Policy: '{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"}}]}',
      },
    }),
    'upload queue',
    'no dead-letter queue',
    'npx nx run infra:deploy',
  ],
  [
    'a rule for another bucket',
    'events:DescribeRule',
    json({
      State: 'ENABLED',
      EventPattern: JSON.stringify({ detail: { bucket: { name: ['other'] } } }),
    }),
    'upload rule',
    'matches events of other',
    'npx nx run infra:deploy',
  ],
  [
    'a rule without a target',
    'events:ListTargetsByRule',
    json({ Targets: [] }),
    'upload rule',
    'does not send events to the upload queue',
    'npx nx run infra:deploy',
  ],
  [
    'a missing rule',
    'events:DescribeRule',
    refusal(400, 'ResourceNotFoundException'),
    'deletion rule',
    'does not exist',
    'npx nx run infra:deploy',
  ],
  [
    'a disabled mapping',
    'lambda:ListEventSourceMappings',
    json({ EventSourceMappings: [mapping(QUEUE_ARN, { State: 'Disabled' })] }),
    'queue to function',
    'uploads wait in the queue',
    'aws lambda update-event-source-mapping --uuid m-1 --enabled',
  ],
  [
    'a mapping of another queue only',
    'lambda:ListEventSourceMappings',
    json({ EventSourceMappings: [mapping('arn:aws:sqs:us-east-1:1:other')] }),
    'queue to function',
    'nothing feeds the function',
    'npx nx run infra:deploy',
  ],
  [
    'an account that runs fewer functions at once',
    'lambda:GetAccountSettings',
    json({ AccountLimit: { UnreservedConcurrentExecutions: 2 } }),
    'concurrency',
    '2 functions and the sweeper are configured, the account runs 2 at once',
    '--quota-code L-B99A9384',
  ],
  [
    'a quota below the configured rate',
    'servicequotas:ListServiceQuotas',
    json({ Quotas: [{ QuotaName: 'DetectText calls', Value: 2 }] }),
    'quota',
    'rekognition: 5 calls per second are configured, the quota is 2',
    'set detector.detectionsPerSecond to 2',
  ],
  [
    'a rule file with a mistake',
    's3:GET object',
    () => ({ body: 'rules:\n  - id: gate\n    match: KEEP OUT\n    severty: high\n' }),
    'rules',
    'watchlist.yaml:4',
    'rules check rules.yaml',
  ],
  [
    'a missing rule file',
    's3:GET object',
    refusal(404, 'NoSuchKey'),
    'rules',
    's3://rules/watchlist.yaml does not exist',
    'npx nx run infra:deploy',
  ],
  [
    'a role that may not call the detector',
    'iam:SimulatePrincipalPolicy',
    xml(
      'SimulatePrincipalPolicy',
      '<EvaluationResults><member><EvalActionName>rekognition:DetectText</EvalActionName><EvalDecision>implicitDeny</EvalDecision></member></EvaluationResults>',
    ),
    'permissions',
    'the function lacks rekognition:DetectText on *',
    'npx nx run infra:deploy',
  ],
] as const)(
  'finds %s, with the command that fixes it',
  async (_, operation, answer, check, message, fix) => {
    cloud.answers.set(operation, answer);
    const { code, healthy, of } = await diagnose();
    expect({ code, healthy }).toEqual({ code: EXIT.failed, healthy: false });
    expect(of(check)).toContainEqual({
      check,
      state: 'problem',
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
  },
);

it('turns a bucket’s events on without losing its other notifications', async () => {
  cloud.answers.set('s3:GetBucketNotificationConfiguration', () => ({
    body: SWITCHED_OFF_WITH_A_QUEUE,
  }));
  const { of } = await diagnose();
  const [finding] = of('bucket events');
  expect(finding?.state).toBe('problem');
  const [, configuration = ''] =
    /--notification-configuration '(.*)'$/.exec(finding?.fix ?? '') ?? [];
  expect(JSON.parse(configuration)).toEqual({
    QueueConfigurations: [
      { Id: 'theirs', QueueArn: 'arn:aws:sqs:us-east-1:1:q', Events: ['s3:ObjectCreated:*'] },
    ],
    EventBridgeConfiguration: {},
  });
});

it.each([
  ['never had versions', ''],
  ['keeps none any longer', '<Status>Suspended</Status>'],
])('warns of a bucket that %s, and keeps the pipeline healthy', async (_, status) => {
  cloud.answers.set('s3:GetBucketVersioning', () => ({
    body: `<VersioningConfiguration>${status}</VersioningConfiguration>`,
  }));
  const { code, of } = await diagnose();
  expect(code).toBe(EXIT.done);
  expect(of('bucket versions')).toEqual([
    {
      check: 'bucket versions',
      state: 'warning',
      message: expect.stringContaining('overwritten before it was read'),
      fix: expect.stringMatching(/^aws s3api put-bucket-versioning --bucket \S+ .*Status=Enabled$/),
    },
  ]);
});

it.each([
  ['State', { State: 'Failed', StateReason: 'no image' }, 'cannot run: no image'],
  [
    'update',
    { LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'too big' },
    'its last update failed: too big',
  ],
  ['settings', { Environment: { Variables: {} } }, 'its variable QUEUE_URL differs from the stack'],
  [
    'detector',
    { Environment: { Variables: { DETECTOR: '{"name":"rekognitoin"}' } } },
    'its variable DETECTOR.name must be one of rekognition, textract, onnx; did you mean "rekognition"',
  ],
])('finds a function whose %s is wrong', async (_, changes, message) => {
  cloud.answers.set('lambda:GetFunctionConfiguration', functionAnswer(cloud.outputs, changes));
  const { of } = await diagnose();
  const messages = of('function').map((finding) => `${finding.state} ${finding.message}`);
  expect(messages).toContainEqual(expect.stringMatching(new RegExp(`^problem .*${message}`)));
});

it('names the permission that a check lacks, and continues', async () => {
  const denied = {
    's3:GetBucketNotificationConfiguration': ['bucket events', 's3:GetBucketNotification'],
    's3:GetBucketVersioning': ['bucket versions', 's3:GetBucketVersioning'],
    'iam:SimulatePrincipalPolicy': ['permissions', 'iam:SimulatePrincipalPolicy'],
    'servicequotas:ListServiceQuotas': ['quota', 'servicequotas:ListServiceQuotas'],
    'sns:ListSubscriptionsByTopic': ['subscribers', 'sns:ListSubscriptionsByTopic'],
    'sqs:GetQueueAttributes': ['dead events', 'sqs:GetQueueAttributes'],
    'dynamodb:Query': ['results', 'dynamodb:Query'],
  } as const;
  for (const operation of Object.keys(denied)) cloud.answers.set(operation, DENIED);
  const { code, of } = await diagnose();
  expect(code).toBe(EXIT.done);
  for (const [check, permission] of Object.values(denied)) {
    expect(of(check)).toEqual([
      {
        check,
        state: 'unknown',
        message: expect.stringContaining(`need the permission ${permission}`),
      },
    ]);
  }
  expect(of('function')[0]?.state).toBe('ok');
});

it('counts dead letters and says how old they are, or which permission it lacks for that', async () => {
  const client = new SQSClient({});
  const { UndeliveredEvents: QueueUrl } = cloud.outputs;
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: withBody('dead') }));
  client.destroy();
  const { code, of } = await diagnose();
  expect(code).toBe(EXIT.failed);
  expect(of('dead events')).toEqual([
    {
      check: 'dead events',
      state: 'problem',
      message: '1 that EventBridge could not deliver (the oldest is 2 h old)',
      fix: 'glyphwatch aws dlq show --queue events --stack Glyphwatch --region us-east-1',
    },
  ]);
  cloud.answers.set('monitoring:GetMetricData', DENIED);
  const [finding] = (await diagnose()).of('dead events');
  expect(finding?.message).toMatch(/^1 that .* needs cloudwatch:GetMetricData\)$/);
});

it('looks at the console where one is deployed', async () => {
  const made = { ConsoleFunction: 'Yard-Console', RevealsTable: 'NotThere' };
  cloud.answers.set('cloudformation:DescribeStacks', stackAnswer({ ...cloud.outputs, ...made }));
  const { of } = await diagnose();
  expect(of('console')).toMatchObject([
    { state: 'ok', message: expect.stringContaining('is ready') },
    { state: 'problem', message: 'NotThere does not exist' },
  ]);
});

it('lists active alarms', async () => {
  const AlarmDescription = 'Images fail repeatedly; the log says why.';
  cloud.answers.set(
    'monitoring:DescribeAlarms',
    json({ MetricAlarms: [{ AlarmName: 'Glyphwatch-ScanFailures', AlarmDescription }] }),
  );
  const [finding] = (await diagnose()).of('alarms');
  expect(finding).toEqual({
    check: 'alarms',
    state: 'warning',
    message: `active for 0 min: ${AlarmDescription}`,
    fix: 'aws cloudwatch describe-alarm-history --alarm-name Glyphwatch-ScanFailures --max-records 5',
  });
});

it('names images that are stuck or failed', async () => {
  const claim = { owner: 'crashed', now: 1_000, leaseUntil: 2_000 };
  const at = (key: string) => sampleUpload({ address: { bucket: 'yard', key } });
  await cloud.store.claim(at('stuck.png'), claim);
  await cloud.store.claim(at('failed.png'), { ...claim, owner: 'other' });
  await cloud.store.fail('yard/failed.png', 'other', {
    reason: 'why',
    now: Date.now(),
    deliveries: [],
    notified: [],
  });
  const { of } = await diagnose();
  expect(of('results').map(({ state, message }) => [state, message])).toEqual([
    ['problem', '1 image (yard/stuck.png) PROCESSING for more than 15 minutes'],
    ['warning', '1 image (yard/failed.png) FAILED in the last 24 hours'],
  ]);
});

it('names who has not confirmed and who unsubscribed', async () => {
  const member = (email: string, arn: string): string =>
    `<member><Protocol>email</Protocol><Endpoint>${email}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn></member>`;
  cloud.answers.set(
    'sns:ListSubscriptionsByTopic',
    xml(
      'ListSubscriptionsByTopic',
      `<Subscriptions>${member('late@example.com', 'PendingConfirmation')}${member('gone@example.com', 'Deleted')}</Subscriptions>`,
    ),
  );
  const { of } = await diagnose();
  const where = '--stack Glyphwatch --region us-east-1';
  expect(of('subscribers').map(({ fix }) => fix)).toEqual([
    `glyphwatch aws subscribers add guard@example.com ${where}`,
    `glyphwatch aws subscribers resend late@example.com ${where}`,
    `glyphwatch aws subscribers add gone@example.com ${where}`,
  ]);
});

it('says so when nobody hears the alarms', async () => {
  const { of } = await diagnose();
  expect(of('alarm receivers')).toEqual([
    {
      check: 'alarm receivers',
      state: 'warning',
      message: 'nobody hears the alarms',
      fix: expect.stringMatching(/^aws sns subscribe --topic-arn arn:\S+:alarms /),
    },
  ]);
});

it('counts confirmed subscribers', async () => {
  const client = new SNSClient({});
  const confirmed = { Protocol: 'email', Endpoint: 'guard@example.com' };
  await client.send(new SubscribeCommand({ TopicArn: cloud.topicArn, ...confirmed }));
  client.destroy();
  const { of } = await diagnose();
  expect(of('subscribers').map(({ message }) => message)).toEqual(['1 subscription confirmed']);
});

it.each([
  ['ROLLBACK_COMPLETE', 'problem'],
  ['UPDATE_ROLLBACK_COMPLETE', 'warning'],
  ['UPDATE_IN_PROGRESS', 'warning'],
])('reports a stack that is %s as a %s', async (status, state) => {
  cloud.answers.set('cloudformation:DescribeStacks', stackAnswer(cloud.outputs, status));
  expect((await diagnose()).of('stack')[0]?.state).toBe(state);
});

it('prints a table with a summary, and escapes text that others wrote', async () => {
  cloud.answers.set(
    'lambda:ListEventSourceMappings',
    json({
      EventSourceMappings: [
        mapping(QUEUE_ARN, { State: 'Disabled', StateTransitionReason: '\u001b[2Jwhy' }),
      ],
    }),
  );
  const io = cloud.io();
  await runDoctor({ ...OPTIONS, format: 'table' }, io);
  expect(io.out()).toMatch(/^ok +credentials +arn:aws:iam::000000000000:user\/somebody in account/);
  expect(io.out()).toMatch(/\n {20,}fix: aws lambda update/);
  expect(io.out()).not.toContain('\u001b');
  expect(io.out()).toMatch(/\n\d+ problems?, \d+ warnings?\n$/);
});

it('says what to do without a stack, and with one that lacks outputs', async () => {
  cloud.answers.set(
    'cloudformation:DescribeStacks',
    refusal(400, 'ValidationError', 'Stack with id Glyphwatch does not exist'),
  );
  const missing = await failureOf(runDoctor(OPTIONS, cloud.io()), 'settings-invalid');
  expect(missing.message).toContain('There is no stack Glyphwatch in us-east-1');
  cloud.answers.set('cloudformation:DescribeStacks', stackAnswer({ Bucket: 'yard' }));
  const silent = await failureOf(runDoctor(OPTIONS, cloud.io()), 'settings-invalid');
  expect(silent.message).toContain('lacks the outputs Queue, DeadLetters');
});

it('asks the detector for checks of its own', async () => {
  const finding = findingsOf('pages').warning('two of ten pages are missing');
  await withPart(STACK_DOCTOR, stackContainer(OPTIONS, cloud.io()), async (parts) => {
    const detectors = async () => [{ name: 'pages', check: async () => [finding] }];
    expect(await checkDetector({ ...examine(parts), detectors })).toEqual([finding]);
  });
});

it('checks no quota for a detector without one, or for a function whose detector is unknown', async () => {
  await withPart(STACK_DOCTOR, stackContainer(OPTIONS, cloud.io()), async (parts) => {
    const find = (examined: Examined) => settle({ name: 'quota', find: checkQuota }, examined);
    await expect(
      find({
        ...examine(parts),
        detectors: async () => [{ name: 'pages', check: async () => [] }],
      }),
    ).resolves.toEqual([]);
    cloud.answers.set(
      'lambda:GetFunctionConfiguration',
      functionAnswer(cloud.outputs, { Environment: {} }),
    );
    await expect(find(examine(parts))).resolves.toEqual([
      {
        check: 'quota',
        state: 'unknown',
        message: 'could not be checked: the function’s DETECTOR is missing',
      },
    ]);
  });
});

it('compares the rate of each of two detectors with its own quota, and asks for the rights of both', async () => {
  const Variables = {
    DETECTOR: '{"first":"rekognition","whenTruncated":"textract"}',
    CALLS_PER_SECOND: '2.5',
    SECOND_CALLS_PER_SECOND: '3',
  };
  cloud.answers.set(
    'lambda:GetFunctionConfiguration',
    functionAnswer(cloud.outputs, { Environment: { Variables } }),
  );
  const quota = (operation: string, Value: number) => ({
    QuotaName: `Transactions per second per account for ${operation}`,
    Value,
  });
  cloud.answers.set(
    'servicequotas:ListServiceQuotas',
    json({ Quotas: [quota('DetectText', 5), quota('DetectDocumentText', 1)] }),
  );
  const asked: string[] = [];
  const healthy = cloud.answers.get('iam:SimulatePrincipalPolicy');
  cloud.answers.set('iam:SimulatePrincipalPolicy', (request) => {
    asked.push(request.body);
    return healthy?.(request) ?? { body: '' };
  });
  const { of } = await diagnose();
  expect(of('quota').map(({ state, message }) => `${state} ${message}`)).toEqual([
    'ok rekognition: 5 calls per second are configured, the quota is 5',
    'problem textract: 6 calls per second are configured, the quota is 1',
  ]);
  expect(of('quota')[1]?.fix).toContain('set detector.whenTruncated.detectionsPerSecond to 1');
  for (const action of ['rekognition:DetectText', 'textract:DetectDocumentText']) {
    expect(asked.join('\n')).toContain(encodeURIComponent(action));
  }
});

it('asks IAM about every permission that a scan needs, with its conditions', async () => {
  const Variables = {
    DETECTOR: '"rekognition"',
    RULES_BUCKET: 'rules',
    RULES_KEY: 'w.yaml',
    EVENT_BUS_NAME: 'glyphwatch',
  };
  cloud.answers.set(
    'lambda:GetFunctionConfiguration',
    functionAnswer(cloud.outputs, { Environment: { Variables } }),
  );
  const asked: string[] = [];
  const healthy = cloud.answers.get('iam:SimulatePrincipalPolicy');
  cloud.answers.set('iam:SimulatePrincipalPolicy', (request) => {
    const query = new URLSearchParams(request.body);
    const names = ['ActionNames', 'ResourceArns', 'ContextEntries.member.1.ContextKeyValues'];
    asked.push(names.flatMap((name) => query.get(`${name}.member.1`) ?? []).join(' '));
    return healthy?.(request) ?? { body: '' };
  });
  await diagnose();
  expect(asked.sort()).toEqual([
    'dynamodb:BatchWriteItem arn:aws:dynamodb:us-east-1:000000000000:table/ImageTextMatches',
    'dynamodb:GetItem arn:aws:dynamodb:us-east-1:000000000000:table/ImageTextAlerts',
    'dynamodb:GetItem arn:aws:dynamodb:us-east-1:000000000000:table/ImageTextDeliveries',
    'dynamodb:GetItem arn:aws:dynamodb:us-east-1:000000000000:table/ImageTextMetadata',
    'dynamodb:Query arn:aws:dynamodb:us-east-1:000000000000:table/ImageTextDeliveries/index/ByDue',
    'dynamodb:Query arn:aws:dynamodb:us-east-1:000000000000:table/ImageTextMatches/index/ByImage',
    'events:PutEvents arn:aws:events:us-east-1:000000000000:event-bus/glyphwatch glyphwatch',
    'rekognition:DetectText *',
    's3:GetObject arn:aws:s3:::rules/w.yaml',
    's3:GetObject arn:aws:s3:::yard/image.png',
    's3:ListBucket arn:aws:s3:::yard',
    'sns:Publish arn:aws:sns:us-east-1:000000000000:matches',
    'sqs:ReceiveMessage arn:aws:sqs:us-east-1:000000000000:uploads',
  ]);
});

it('shows AWS’s own message about a refused call', async () => {
  cloud.answers.set(
    'servicequotas:ListServiceQuotas',
    refusal(400, 'IllegalArgumentException', 'unknown\u001b service'),
  );
  const [finding] = (await diagnose()).of('quota');
  expect(finding).toMatchObject({
    state: 'unknown',
    message: expect.stringContaining('answered IllegalArgumentException (400). AWS says: unknown'),
  });
  expect(finding?.message).not.toContain('\u001b');
});

it('says what to do without permission to look up the stack', async () => {
  cloud.answers.set('cloudformation:DescribeStacks', DENIED);
  const denied = await failureOf(runDoctor(OPTIONS, cloud.io()), 'settings-invalid');
  expect(denied.message).toContain('need the permission cloudformation:DescribeStacks');
});

it('says what to do with expired credentials', async () => {
  cloud.answers.set('sts:GetCallerIdentity', refusal(403, 'ExpiredToken'));
  const expired = await failureOf(runDoctor(OPTIONS, cloud.io()), 'settings-invalid');
  expect(expired.message).toContain('Sign in again');
});
