import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { SEVERITIES, STATUSES } from '@glyphwatch/domain';
import type { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { statementsOf, synthesise } from './testing/synthesise.ts';

const PIPELINE_SETTINGS = join(__dirname, '../../pipeline/src/settings.ts');
const CONSOLE_SETTINGS = join(__dirname, '../../pipeline/src/console/settings.ts');
const PIPELINE_DETECTORS = join(__dirname, '../../pipeline/src/providers.ts');
const KEYS = ['images', 'rules', 'secrets', 'tables', 'topics'] as const;

function key(of: (typeof KEYS)[number]): string {
  const id = `1234abcd-12ab-34cd-56ef-12345678901${KEYS.indexOf(of)}`;
  return `arn:aws:kms:eu-central-1:111122223333:key/${id}`;
}

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:hash-key-AbCdEf';

function some<T>(values: readonly T[]) {
  return fc.subarray([...values], { minLength: 1 });
}

function maybe<T>(value: fc.Arbitrary<T>) {
  return fc.option(value, { nil: undefined });
}

const subscriber = fc.record(
  {
    email: fc.constantFrom('guard@example.com', 'boss@example.com', 'night.shift+gate@example.com'),
    severities: some(SEVERITIES),
    rules: some(['keep-out', 'forbidden-brand']),
    outcomes: some(STATUSES),
  },
  { requiredKeys: ['email'] },
);

/** By the actions whose resources are a wildcard. */
const DETECTORS = {
  ...{ slow: { detectionsPerSecond: 0.5 }, usual: {}, fast: { detectionsPerSecond: 10_000 } },
  second: 'textract',
  both: { first: { detectionsPerSecond: 50 }, whenTruncated: 'textract' },
  own: { name: 'onnx', detectionsPerSecond: 3 },
} as const;

function detectionsOf(detector: unknown): string[] {
  const [rekognition, textract] = ['rekognition:DetectText', 'textract:DetectDocumentText'];
  if (detector === DETECTORS.own) return [];
  if (detector === DETECTORS.second) return [textract];
  return detector === DETECTORS.both ? [rekognition, textract] : [rekognition];
}

const settings = fc.record({
  bucket: fc.constantFrom(
    {},
    { name: 'my-new-images' },
    { existing: 'holiday-photos' },
    { keyArn: key('images') },
    { existing: 'holiday-photos', keyArn: key('images') },
  ),
  uploads: fc.record({
    prefixes: fc.subarray(['in/', 'scans/2026/']),
    suffixes: some(['.png', '.jpg', '.JPEG']),
    maxBytes: maybe(fc.constant(15_728_640)),
  }),
  subscribers: fc.uniqueArray(subscriber, { selector: ({ email }) => email }),
  operators: fc.subarray(['ops@example.com']),
  notifyOn: some(['matches', 'always', 'failures']),
  rules: fc.constantFrom(
    {},
    { object: { bucket: 'my-rules', key: 'watch.yaml' }, keyArn: key('rules') },
  ),
  hashKey: fc.constantFrom(
    {},
    { generate: true },
    { generate: true, keyArn: key('secrets') },
    { secretArn: secret },
  ),
  detector: fc.constantFrom(...Object.values(DETECTORS)),
  architecture: fc.constantFrom('arm64', 'x64'),
  bus: fc.constantFrom({ enabled: false }, { enabled: true }, { existing: 'default' }),
  retention: fc.record({
    logDays: fc.constantFrom(1, 3653),
    queueDays: fc.integer({ min: 1, max: 13 }),
    oldVersionDays: maybe(fc.constant(90)),
  }),
  keep: fc.constantFrom({}, { results: '90d' }, { matches: '400d', deliveries: '30d' }),
  tableKeyArn: maybe(fc.constant(key('tables'))),
  topicKeyArn: maybe(fc.constant(key('topics'))),
  keepData: fc.boolean(),
  logImageIds: fc.constantFrom('readable', 'hashed'),
  pictureLink: fc.constantFrom('s3-console', 'presigned', 'none'),
  consoleAddress: maybe(fc.constant('https://watch.example.com/team')),
  console: fc.constantFrom(
    ...[{}, { enabled: true }, { enabled: true, mfa: 'off' }, { enabled: true, mfa: 'required' }],
    { enabled: true, issuer: 'https://id.example.com/people', audience: 'console' },
  ),
});

function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

/** Samples of what only AWS knows. */
const KNOWN_THERE: Readonly<Record<string, string>> = {
  QUEUE_URL: 'https://sqs.example.com/uploads',
  CONSOLE_ADDRESS: 'https://d1.cloudfront.net/',
};

/** The environments as Lambda would give them, of the pipeline's functions or the console's. */
function environmentsOf(template: Template, of = /^(index|sweep)\./): Record<string, string>[] {
  const known = ([name, value]: readonly [string, unknown]) =>
    typeof value === 'string' ? value : (KNOWN_THERE[name] ?? 'arn:aws:sns:x:1:t');
  return propertiesOf(template, 'AWS::Lambda::Function')
    .filter(({ Handler }) => of.test(String(Handler)))
    .map(({ Environment }) => {
      const { Variables } = Environment as { Variables: Record<string, unknown> };
      return Object.fromEntries(Object.entries(Variables).map((one) => [one[0], known(one)]));
    });
}

const environments: Record<string, string>[] = [];
const ofConsoles: Record<string, string>[] = [];

describe('any combination of settings', () => {
  it('passes cdk-nag, grants nothing beyond its resources, and keeps data as configured', () => {
    fc.assert(
      fc.property(settings, (chosen) => {
        // JSON is YAML.
        const { template } = synthesise({ settings: JSON.stringify(chosen) });
        const wild = statementsOf(template)
          .filter(({ Action, Resource }) => JSON.stringify([Action, Resource]).includes('*'))
          .map(({ Action }) => [Action].flat().join());
        const images = 's3:GetObject,s3:GetObjectVersion';
        const ofConsole = 'enabled' in chosen.console ? [images] : [];
        const ofScan = [images, ...detectionsOf(chosen.detector)];
        expect(wild.toSorted()).toEqual([...ofScan, ...ofConsole].toSorted());
        for (const type of [
          'AWS::DynamoDB::Table',
          'AWS::S3::Bucket',
          'AWS::SecretsManager::Secret',
          'AWS::Cognito::UserPool',
        ]) {
          for (const { DeletionPolicy } of Object.values(template.findResources(type))) {
            expect(DeletionPolicy).toBe(chosen.keepData ? 'RetainExceptOnCreate' : 'Delete');
          }
        }
        expect(propertiesOf(template, 'AWS::SNS::Subscription')).toHaveLength(
          chosen.subscribers.length + chosen.operators.length,
        );
        environments.push(...environmentsOf(template));
        ofConsoles.push(...environmentsOf(template, /^console\./));
      }),
      { numRuns: 16 },
    );
  }, 120_000);

  it('sets variables that the functions accept', () => {
    expect(environments.length).toBeGreaterThan(12);
    expect(ofConsoles.length).toBeGreaterThan(0);
    const code = `
      import { DETECTORS } from ${JSON.stringify(PIPELINE_DETECTORS)};
      import { readSettings, SETTING_NAMES } from ${JSON.stringify(PIPELINE_SETTINGS)};
      import { CONSOLE_SETTING_NAMES, readConsoleSettings } from ${JSON.stringify(CONSOLE_SETTINGS)};
      const [all, ofConsoles] = JSON.parse(process.argv[1]);
      for (const env of all) readSettings(env, DETECTORS);
      for (const env of ofConsoles) readConsoleSettings(env);
      const unknown = (envs, names) => envs.flatMap((env) => Object.keys(env)).filter((name) => !names.includes(name));
      const found = [unknown(all, SETTING_NAMES), unknown(ofConsoles, CONSOLE_SETTING_NAMES)];
      process.stdout.write(JSON.stringify(found.map((names) => [...new Set(names)])));`;
    const argv = ['--input-type=module', '-e', code, JSON.stringify([environments, ofConsoles])];
    // This one is for Node itself.
    expect(JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }))).toEqual([
      ['NODE_OPTIONS'],
      ['NODE_OPTIONS'],
    ]);
  });
});

describe('your own KMS key', () => {
  it('encrypts new images, for S3 and for the function, with few calls to KMS', () => {
    const { template } = synthesise({ settings: `bucket: { keyArn: "${key('images')}" }` });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              KMSMasterKeyID: key('images'),
              SSEAlgorithm: 'aws:kms',
            },
          },
        ],
      },
    });
    expect(statementsOf(template)).toContainEqual(
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: key('images') }),
    );
  });

  it('of an existing bucket is only used to decrypt', () => {
    const bucket = `bucket: { existing: holiday-photos, keyArn: "${key('images')}" }`;
    const { template } = synthesise({ settings: bucket });
    template.resourceCountIs('AWS::S3::Bucket', 0);
    expect(statementsOf(template)).toContainEqual(
      expect.objectContaining({ Action: 'kms:Decrypt', Resource: key('images') }),
    );
  });

  it('encrypts both tables, and both functions may use it', () => {
    const { template } = synthesise({ settings: `tableKeyArn: "${key('tables')}"` });
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key('tables') },
    });
    const users = statementsOf(template).filter(({ Resource }) => Resource === key('tables'));
    expect(users).toHaveLength(2);
  });
});

describe('the key for the hashes of sensitive matches', () => {
  const permissionsOn = (template: Template) =>
    statementsOf(template).filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');

  it('does not exist by default', () => {
    const { template, text } = synthesise();
    expect(permissionsOn(template)).toEqual([]);
    expect(text).not.toMatch(/HASH_KEY_SECRET|SecretsManager/);
  });

  it('is generated by AWS, so that nobody has seen it, and outlives the stack', () => {
    const { template, text } = synthesise({ settings: 'hashKey: { generate: true }' });
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { GenerateSecretString: { PasswordLength: 64 } },
    });
    // Both functions read the rules, and those may need it.
    expect(permissionsOn(template)).toHaveLength(2);
    expect(text).toContain('"HASH_KEY_SECRET":{"Ref":"HashKey');
  });

  it('is read from an existing secret', () => {
    const { template } = synthesise({ settings: `hashKey: { secretArn: "${secret}" }` });
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(permissionsOn(template)).toMatchObject([{ Resource: secret }, { Resource: secret }]);
  });
});

describe('the bus', () => {
  const events = (template: Template) =>
    statementsOf(template).filter(({ Action }) => Action === 'events:PutEvents');

  it('can be left out', () => {
    const { template, text } = synthesise({ settings: 'bus: { enabled: false }' });
    template.resourceCountIs('AWS::Events::EventBus', 0);
    expect(events(template)).toEqual([]);
    expect(text).not.toContain('EVENT_BUS_NAME');
  });

  it('may be an existing one', () => {
    const { template, text } = synthesise({ settings: 'bus: { existing: default }' });
    template.resourceCountIs('AWS::Events::EventBus', 0);
    expect(JSON.stringify(events(template)[0]?.Resource)).toContain(':event-bus/default');
    expect(text).toContain('"EVENT_BUS_NAME":"default"');
  });
});

describe('subscribers', () => {
  it('each have a filter for what they asked for', () => {
    const { template } = synthesise({
      settings: `
subscribers:
  - { email: guard@example.com, rules: [keep-out], severities: [high] }
  - { email: ops@example.com, outcomes: [FAILED, UNSUPPORTED] }
`,
    });
    const policies = propertiesOf(template, 'AWS::SNS::Subscription').map(
      ({ Endpoint, FilterPolicy }) => [Endpoint, FilterPolicy],
    );
    expect(policies).toEqual([
      ['guard@example.com', { ruleIds: ['keep-out'], severity: ['high'] }],
      ['ops@example.com', { outcome: ['FAILED', 'UNSUPPORTED'] }],
    ]);
  });

  it('are notified of the occasions in notifyOn', () => {
    const { text } = synthesise({ settings: 'notifyOn: [always, failures]' });
    expect(text).toContain('"NOTIFY_ON":"always,failures"');
  });
});

describe('links to the picture', () => {
  const linksFor = (settings: string) => {
    const environments = environmentsOf(synthesise({ settings }).template);
    return environments.map(({ PICTURE_LINK, CONSOLE_ADDRESS }) => [PICTURE_LINK, CONSOLE_ADDRESS]);
  };

  it('are presigned only by the function that may read images', () => {
    expect(linksFor('pictureLink: presigned').sort()).toEqual([
      ['presigned', undefined],
      ['s3-console', undefined],
    ]);
  });

  it('lead to the console at its address in every message', () => {
    const console = ['s3-console', 'https://watch.example.com'];
    expect(linksFor('consoleAddress: https://watch.example.com')).toEqual([console, console]);
  });
});
