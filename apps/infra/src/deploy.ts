import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { adviceOnTakenNames } from './names-taken.ts';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';
import { reportDeployment } from './report-deployment.ts';
import { runAndKeep } from './run-and-keep.ts';

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
  process.stdout.write(`\n${await reportDeployment(new SNSClient({}), settings, outputs)}`);
}
