import { EXIT } from '../../terminal/exit-codes.ts';
import { glyphwatch, inTemporaryFolder, type Run } from '../../testing/run-command.ts';
import {
  type DeployedPipeline,
  startDeployedPipeline,
} from '../../testing/cloud/deployed-pipeline.ts';

jest.setTimeout(60_000);

let cloud: DeployedPipeline;
beforeEach(async () => {
  cloud = await startDeployedPipeline();
});
afterEach(() => cloud.close());

const KEYS = Array.from({ length: 45 }, (_, index) => `${String(index).padStart(2, '0')}.png`);

function fillBucket(): void {
  cloud.answers.set('s3:ListObjectVersions', ({ url }) => {
    const marker = url.searchParams.get('key-marker') ?? '';
    const versions = KEYS.filter((key) => key > marker).map(
      (key) =>
        `<Version><Key>${key}</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>"e"</ETag><Size>1</Size></Version>`,
    );
    return { body: `<ListVersionsResult>${versions.join('')}</ListVersionsResult>` };
  });
}

function keysSent(): string[] {
  return cloud
    .bodies('uploads')
    .map((body): string => JSON.parse(body).detail.object.key)
    .sort();
}

it('stops a backfill on Ctrl-C after the current batch, and resumes where it stopped', async () => {
  fillBucket();
  const args = ['aws', 'backfill', '--prefix', '', '--yes'];
  let isInterrupted = false;
  const stopped = await glyphwatch([...args, '--rate', '20'], {
    onStart: (child) => {
      const timer = setInterval(() => {
        if (isInterrupted || !cloud.seen.includes('sqs:SendMessageBatch')) return;
        isInterrupted = true;
        child.kill('SIGINT');
      }, 5);
      child.on('close', () => clearInterval(timer));
    },
  });
  expect(stopped.code).toBe(EXIT.interrupted);
  const sent = keysSent();
  expect(sent.length).toBeGreaterThanOrEqual(10);
  expect(sent.length).toBeLessThan(KEYS.length);
  const [, after = ''] = /--after (\S+)/.exec(stopped.err) ?? [];
  expect(after).toBe(sent.at(-1));
  const rest = await glyphwatch([...args, '--rate', '1000', '--after', after]);
  expect(rest.code).toBe(EXIT.done);
  expect(keysSent()).toEqual(KEYS);
});

async function withEnvironment(env: NodeJS.ProcessEnv): Promise<Run> {
  return inTemporaryFolder((home) =>
    glyphwatch(['aws', 'doctor'], {
      env: { HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    }),
  );
}

it('says what to do without credentials, without a region and without a network', async () => {
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const [anonymous, nowhere, offline] = await Promise.all([
    withEnvironment(none),
    withEnvironment({ AWS_REGION: '' }),
    withEnvironment({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
  ]);
  expect(anonymous.err).toMatch(/^glyphwatch: No AWS credentials found.* AWS_PROFILE\.\n$/);
  expect(nowhere.err).toMatch(/^glyphwatch: No AWS region is set\. Give --region .*\n$/);
  expect(offline.err).toMatch(/^glyphwatch: No answer from AWS .* Try again.*\n$/);
  expect([anonymous.code, nowhere.code, offline.code]).toEqual([
    EXIT.invalid,
    EXIT.invalid,
    EXIT.failed,
  ]);
});
