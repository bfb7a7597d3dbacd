import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { adviceOnTakenNames } from './names-taken.ts';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';
import { namedOutputs, reportDeployment } from './report-deployment.ts';
import { runAndKeep } from './run-and-keep.ts';
import type { InfraSettings } from './settings.ts';
import { uploadPage } from './upload-page.ts';

const dist = join(import.meta.dirname, '../../../dist/apps/infra');
const outputsFile = join(dist, 'outputs.json');
const more = process.argv.slice(2);

rmSync(outputsFile, { force: true });
const { status, output } = await runAndKeep('cdk', [
  ...['deploy', '--all', '--app', join(dist, 'cdk.out'), '--require-approval', 'never'],
  ...['--outputs-file', outputsFile, ...more],
]);
const { settings } = readSettingsFile(settingsPath());
if (status !== 0) {
  process.stderr.write(adviceOnTakenNames(output, settings) ?? '');
  process.exit(status);
}

// Two things that the CDK knows and the SDK does not.
const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
if (!AWS_REGION && AWS_DEFAULT_REGION) process.env['AWS_REGION'] = AWS_DEFAULT_REGION;
const profile = more.includes('--profile') ? more[more.indexOf('--profile') + 1] : undefined;
if (profile) process.env['AWS_PROFILE'] = profile;

// There are none when the arguments ask only for a change set.
const { [settings.stack]: outputs } = existsSync(outputsFile)
  ? JSON.parse(readFileSync(outputsFile, 'utf8'))
  : {};
if (outputs) {
  if (settings.console.enabled) await fillPage(namedOutputs(outputs), settings.console);
  process.stdout.write(`\n${await reportDeployment(new SNSClient({}), settings, outputs)}`);
}

/** CloudFormation puts no files into buckets; a custom resource that does would need rights and code of its own. */
async function fillPage(
  {
    ConsolePage: bucket = '',
    ConsoleIssuer: issuer = '',
    ConsoleClient: clientId = '',
  }: Readonly<Record<string, string>>,
  { audience = clientId }: InfraSettings['console'],
): Promise<void> {
  const paths = globSync(join(dist, '../console/*'));
  const files = new Map(paths.map((path) => [basename(path), readFileSync(path)]));
  await uploadPage(new S3Client({}), { files, bucket, signIn: { issuer, clientId, audience } });
}
