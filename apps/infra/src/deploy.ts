import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SNSClient } from '@aws-sdk/client-sns';
import { readSettingsFile, settingsPath } from './read-settings-file.ts';
import { reportDeployment } from './report-deployment.ts';

const cdkOut = join(import.meta.dirname, '../../../dist/apps/infra/cdk.out');
const more = process.argv.slice(2);

const { status, error } = spawnSync(
  'cdk',
  ['deploy', '--all', '--app', cdkOut, '--require-approval', 'never', ...more],
  { stdio: 'inherit' },
);
if (error) throw error;
if (status !== 0) process.exit(status ?? 1);

// Two things that the CDK knows and the SDK does not.
const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
if (!AWS_REGION && AWS_DEFAULT_REGION) process.env['AWS_REGION'] = AWS_DEFAULT_REGION;
const profile = more.includes('--profile') ? more[more.indexOf('--profile') + 1] : undefined;
if (profile) process.env['AWS_PROFILE'] = profile;

const { settings } = readSettingsFile(settingsPath());
const clients = { cloudFormation: new CloudFormationClient({}), sns: new SNSClient({}) };
const template = readFileSync(join(cdkOut, `${settings.stack}.template.json`), 'utf8');
process.stdout.write(`\n${await reportDeployment(clients, settings, JSON.parse(template))}`);
