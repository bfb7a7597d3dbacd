import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES } from '@glyphwatch/dynamodb-result-store';
import { Capture, Match, type Template } from 'aws-cdk-lib/assertions';
import { statementsOf, synthesise } from './testing/synthesise.ts';

/** A month in us-east-1, of each that watches one metric. https://aws.amazon.com/cloudwatch/pricing */
const ALARM_DOLLARS = 0.1;

const { template, text } = synthesise({
  settings: `
subscribers:
  - email: guard@example.com
  - email: boss@example.com
    severities: [high, critical]
operators: [ops@example.com]
`,
});

const statements = () => statementsOf(template);

function environmentOf(handler: string): Record<string, unknown> {
  const variables = new Capture();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Handler: handler,
    Environment: { Variables: variables },
  });
  return variables.asObject();
}

describe('the bucket', () => {
  it('is private, versioned, encrypted and outlives the stack', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        BucketEncryption: Match.anyValue(),
      },
    });
  });

  it('expires old versions of images only if the settings say so', () => {
    const rulesOf = (one: Template) =>
      Object.values(one.findResources('AWS::S3::Bucket'))[0]?.['Properties'].LifecycleConfiguration
        .Rules;
    expect(rulesOf(template)).toEqual([
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' },
    ]);
    const { template: tidy } = synthesise({ settings: 'retention: { oldVersionDays: 90 }' });
    expect(rulesOf(tidy)).toMatchObject([{ NoncurrentVersionExpiration: { NoncurrentDays: 90 } }]);
  });

  it('sends its events to EventBridge without a custom resource', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    expect(text).not.toContain('Custom::');
    template.resourceCountIs('AWS::Lambda::Function', 2);
  });

  it('is only referred to when it exists already', () => {
    const existing = synthesise({ settings: 'bucket: { existing: holiday-photos }' });
    existing.template.resourceCountIs('AWS::S3::Bucket', 0);
    existing.template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { bucket: { name: ['holiday-photos'] } } },
    });
  });
});

describe('the rules', () => {
  it('match images that are not empty, by suffix in upper and lower case', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          object: {
            key: [
              { suffix: { 'equals-ignore-case': '.jpg' } },
              { suffix: { 'equals-ignore-case': '.jpeg' } },
              { suffix: { 'equals-ignore-case': '.png' } },
            ],
            size: [{ numeric: ['>', 0] }],
          },
        },
      },
    });
  });

  it('require both prefix and suffix', () => {
    const settings =
      'uploads: { prefixes: ["in/", "in/deep/"], suffixes: [.png, .PNG], maxBytes: 99 }';
    synthesise({ settings }).template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        detail: {
          object: {
            key: [{ wildcard: 'in/*.png' }, { wildcard: 'in/*.PNG' }],
            size: [{ numeric: ['>', 0, '<=', 99] }],
          },
        },
      },
    });
  });

  it('match deletions, which have no size', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['Object Deleted'],
        detail: { object: { key: Match.anyValue(), size: Match.absent() } },
      },
    });
  });

  it('have a dead-letter queue', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Events::Rule'))) {
      expect(Properties.Targets).toMatchObject([{ DeadLetterConfig: { Arn: expect.anything() } }]);
    }
  });
});

describe('the queues', () => {
  it('use SQS’s own encryption, because EventBridge cannot use the managed key', () => {
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });

  it('hide a message for six times the function’s timeout', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 60 });
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 4 * 86_400,
      RedrivePolicy: { maxReceiveCount: 20 },
    });
  });

  it('accept messages from EventBridge for one rule only, and from nobody without TLS', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy')).map(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const all = policies.flat();
    const fromEvents = all.filter(({ Principal }) => Principal?.Service === 'events.amazonaws.com');
    expect(fromEvents.length).toBeGreaterThanOrEqual(4);
    for (const statement of fromEvents) {
      expect([statement.Action].flat()).toContain('sqs:SendMessage');
      expect(statement.Condition.ArnEquals).toMatchObject({ 'aws:SourceArn': expect.anything() });
    }
    for (const statement of policies) {
      expect(statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });
});

describe('the function', () => {
  it('is the built bundle on Node 24 and arm64, with logs that expire', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'TextDetectionLambda',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('reports failed messages one by one and stays within the detector’s rate', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(environmentOf('index.handler')).toMatchObject({
      CONCURRENCY: '2',
      CALLS_PER_SECOND: '2.5',
    });
  });

  it('has the same variables for both handlers', () => {
    for (const handler of ['index.handler', 'sweep.handler']) {
      expect(Object.keys(environmentOf(handler))).toEqual(
        expect.arrayContaining(['IMAGE_BUCKET', 'QUEUE_URL', 'TOPIC_ARN', 'RULES_KEY']),
      );
    }
  });
});

describe('permissions', () => {
  it('have no wildcard but the detector’s and the names of images', () => {
    const wild = statements().filter(({ Action, Resource }) =>
      JSON.stringify([Action, Resource]).includes('*'),
    );
    expect(wild.map(({ Action, Resource }) => [Action, JSON.stringify(Resource)])).toEqual([
      [
        ['s3:GetObject', 's3:GetObjectVersion'],
        expect.stringMatching(/ImageBucket\w+"},"\/\*"\]\]}$/),
      ],
      ['rekognition:DetectText', '"*"'],
    ]);
    expect(statements().every(({ Action }) => !JSON.stringify(Action).includes('*'))).toBe(true);
  });

  it('end at the watched prefix', () => {
    const { template: narrow } = synthesise({ settings: 'uploads: { prefixes: [in/] }' });
    const policies = JSON.stringify(statementsOf(narrow));
    expect(policies).toContain('/in/*');
    expect(policies).not.toContain('"/*"');
  });

  it('allow events from our own source only', () => {
    const [told] = statements().filter(({ Action }) => Action === 'events:PutEvents');
    expect(told?.Condition).toEqual({ StringEquals: { 'events:source': 'glyphwatch' } });
  });

  it('come without managed policies', () => {
    expect(text).not.toContain('ManagedPolicyArns');
  });
});

describe('the tables', () => {
  it('are those that the store defines, with recovery, and removable when the first deployment fails', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', TABLES.length);
    for (const { name, partitionKey, sortKey, indexes } of TABLES) {
      const range = sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' }] : [];
      template.hasResource('AWS::DynamoDB::Table', {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: {
          TableName: name,
          KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }, ...range],
          DeletionProtectionEnabled: Match.absent(),
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          ...(indexes.length > 0
            ? {
                GlobalSecondaryIndexes: indexes.map((index) =>
                  Match.objectLike({ IndexName: index.name }),
                ),
              }
            : {}),
        },
      });
    }
  });

  it('are deleted with the stack only if the settings say so', () => {
    const { template: fleeting } = synthesise({ settings: 'keepData: false' });
    fleeting.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    fleeting.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  });
});

describe('the topic', () => {
  it('mails subscribers by their filters, and keeps what fails', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'ImageTextDetectionTopic' });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'guard@example.com',
      FilterPolicy: Match.absent(),
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: 'boss@example.com',
      FilterPolicy: { severity: ['high', 'critical'] },
    });
  });

  it('is encrypted, that for alarms only with your own key, because CloudWatch cannot use the one of AWS', () => {
    const keysOf = (one: Template) =>
      Object.values(one.findResources('AWS::SNS::Topic')).map(
        ({ Properties }) => Properties?.['KmsMasterKeyId'],
      );
    expect(keysOf(template)).toEqual(['alias/aws/sns', undefined]);
    const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const { template: own } = synthesise({ settings: `topicKeyArn: "${key}"` });
    expect(keysOf(own)).toEqual([key, key]);
    const users = statementsOf(own).filter(({ Resource }) => Resource === key);
    expect(users.map(({ Action }) => Action)).toEqual([
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ]);
  });

  it('for alarms accepts CloudWatch of this account only', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });
});

it('alarms on dead letters, age, errors, throttles, failed mails, stuck images and lost events', () => {
  const watched = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => `${Properties.Namespace} ${Properties.MetricName}`,
  );
  expect(new Set(watched)).toEqual(
    new Set([
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/SQS ApproximateAgeOfOldestMessage',
      'AWS/Lambda Errors',
      'AWS/Lambda Throttles',
      'AWS/SNS NumberOfNotificationsFailed',
      'Glyphwatch DeadDeliveries',
      'Glyphwatch Failures',
      'Glyphwatch WatchlistProblems',
      'Glyphwatch NotificationFailures',
      'Glyphwatch Unfinished',
      'Glyphwatch StuckProcessing',
      'AWS/Events FailedInvocations',
      'AWS/Events InvocationsSentToDlq',
      'AWS/Events InvocationsFailedToBeSentToDlq',
    ]),
  );
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() });
});

it('says what the alarms cost', () => {
  const { length } = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
  const cost = `${length} alarms, for $${(length * ALARM_DOLLARS).toFixed(2)} a month`;
  for (const page of ['settings.yaml', 'README.md']) {
    expect(readFileSync(join(__dirname, '..', page), 'utf8')).toContain(cost);
  }
});

describe('retention', () => {
  const sidsOf = (made: Template) => statementsOf(made).map(({ Sid }) => Sid);
  const keepOf = (made: Template) =>
    Object.values(made.findResources('AWS::Lambda::Function')).map(({ Properties }) =>
      JSON.parse(Properties.Environment.Variables.KEEP),
    );

  it('is everything but the log of what was told, and nothing else may be deleted for its age', () => {
    const { template: made } = synthesise({});
    expect(keepOf(made)).toEqual(Array.from({ length: 2 }, () => ({ deliveries: 7_776_000_000 })));
    expect(sidsOf(made)).not.toContain('PurgeMatches');
    expect(sidsOf(made).filter((sid) => sid === 'PurgeLog')).toHaveLength(1);
    for (const { Properties } of Object.values(made.findResources('AWS::DynamoDB::Table'))) {
      // It knows no holds.
      expect(Properties).not.toHaveProperty('TimeToLiveSpecification');
    }
  });

  it('may have an age, and then the sweeper may purge what is older', () => {
    const settings = 'keep: { results: 90d, deliveries: 30d }';
    const { template: made } = synthesise({ settings });
    expect(keepOf(made)[0]).toEqual({ results: 7_776_000_000, deliveries: 2_592_000_000 });
    expect(sidsOf(made)).toEqual(expect.arrayContaining(['PurgeMatches', 'MatchesOfImage']));
  });

  it('is not a matter of minutes', () => {
    expect(() => synthesise({ settings: 'keep: { results: 5m }' })).toThrow('an hour or more');
  });
});

describe('the rule file', () => {
  it('is uploaded with its compiled form as assets that only the function reads', () => {
    expect(environmentOf('index.handler')['RULES_KEY']).toMatch(
      /^rules-[0-9a-f]{32}\/watchlist\.yaml$/,
    );
    expect(environmentOf('index.handler')['RULES_COMPILED_KEY']).toMatch(
      /^rules-[0-9a-f]{32}\/watchlist\.yaml\.[0-9a-f]{16}\.gwlist$/,
    );
    const rules = statements().filter(({ Sid }) => Sid === 'Rules');
    expect(JSON.stringify(rules)).toMatch(/rules-[0-9a-f]{32}\/watchlist\.yaml"/);
    expect(JSON.stringify(rules)).toMatch(
      /rules-[0-9a-f]{32}\/watchlist\.yaml\.[0-9a-f]{16}\.gwlist"/,
    );
  });

  it('is uploaded with those it extends and its word lists, each where the others look for it', () => {
    const extending = synthesise({
      rules: 'extend: [shared/base.yaml, more.yaml]',
      files: {
        'shared/base.yaml': 'extend: ../shared/deep.yaml',
        'shared/deep.yaml':
          'rules: [{ id: plates, match: { values: { file: ../lists/plates.csv, column: plate } } }]',
        'lists/plates.csv': 'plate\nAB12 CDE\n',
        'more.yaml': 'rules: []',
      },
    });
    const [folder] = /rules-[0-9a-f]{32}/.exec(extending.text) ?? [];
    const keys = extending.assetKeys.filter((key) => key.startsWith('rules-')).sort();
    expect(keys).toEqual([
      `${folder}/lists/plates.csv`,
      `${folder}/more.yaml`,
      `${folder}/shared/base.yaml`,
      `${folder}/shared/deep.yaml`,
      `${folder}/watchlist.yaml`,
      expect.stringMatching(/\/watchlist\.yaml\.[0-9a-f]{16}\.gwlist$/),
    ]);
    for (const key of keys) expect(extending.text).toContain(`/${key}"`);
  });

  it('gets a new prefix when one of its files changes, and keeps it otherwise', () => {
    const rules = 'rules: [{ id: words, match: { values: { file: words.txt } } }]';
    const placeWith = (words: string) => {
      const { text } = synthesise({ rules, files: { 'words.txt': words } });
      return /rules-[0-9a-f]{32}/.exec(text)?.[0];
    };
    expect(placeWith('OUT')).toBe(placeWith('OUT'));
    expect(placeWith('OUT')).not.toBe(placeWith('AWAY'));
  });

  it.each([
    ['gone.yaml', 'names a file that does not exist: gone.yaml'],
    ['/etc/glyphwatch/base.yaml', 'names a file by its full path'],
    ['../base.yaml', 'names a file outside the folder of the rules'],
  ])('does not deploy when it extends %s, which cannot be uploaded', (extended, message) => {
    const rules = `# watch\nrules: []\nextend:\n  - ${extended}\n`;
    expect(() => synthesise({ rules })).toThrow(
      new RegExp(`watchlist\\.yaml:4: extend\\[0\\]: ${message}`),
    );
  });

  it('stays readable while a deployment replaces it, until no function is told of it any more', () => {
    const policies = (made: Template) => Object.keys(made.findResources('AWS::IAM::Policy'));
    const settings = `hashKey: { generate: true }`;
    const { template: before } = synthesise({ settings });
    const { template: after } = synthesise({
      settings,
      rules: 'rules: [{ id: other, match: OTHER }]',
    });
    // Created before the function that waits for it is changed; the old one, which is not in the template, is deleted last.
    expect(policies(before)).toHaveLength(2);
    expect(policies(after)).not.toEqual(policies(before));
    for (const [Handler, role] of [
      ['index.handler', 'TextDetectionRole'],
      ['sweep.handler', 'SweepRole'],
    ]) {
      const own = policies(after).filter((policy) => policy.startsWith(role ?? ''));
      expect(own).toHaveLength(1);
      after.hasResource('AWS::Lambda::Function', {
        Properties: { Handler },
        DependsOn: Match.arrayWith(own),
      });
    }
    after.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Sid: 'Rules' }), Match.objectLike({ Sid: 'HashKey' })],
      },
    });
    const inline = JSON.stringify(after.findResources('AWS::IAM::Role'));
    expect(inline).not.toMatch(/rules-|GetSecretValue/);
    const { template: again } = synthesise({ settings });
    expect(policies(again)).toEqual(policies(before));
  });

  it('may be your own object, with those it extends and the key of its bucket', () => {
    const { template: owned } = synthesise({
      settings: `
rules:
  object: { bucket: my-rules, key: teams/watch.yaml, extended: [base.yaml], compiled: fast.gwlist }
  keyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-123456789012
`,
    });
    const rights = JSON.stringify(statementsOf(owned));
    expect(rights).toContain(':s3:::my-rules/teams/watch.yaml');
    expect(rights).toContain(':s3:::my-rules/base.yaml');
    expect(rights).toContain(':s3:::my-rules/fast.gwlist');
    expect(rights).toContain(
      '"arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-123456789012"',
    );
  });

  it('does not deploy with a mistake', () => {
    expect(() => synthesise({ rules: 'rules:\n  - id: first\n    mtach: X\n' })).toThrow(
      /:3: .*match/,
    );
  });
});
