import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessControl } from '../iam/access-control.ts';
import { readResources } from '../template/read-resources.ts';
import { resolveTemplate } from '../template/resolve-template.ts';
import { newFunction } from './new-function.ts';

const ENVIRONMENT = {
  account: '000000000000',
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:1',
};
const here = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const elsewhere = here === 'arm64' ? 'x86_64' : 'arm64';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function make(architecture: string) {
  const Scan = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: 'arn:aws:iam::000000000000:role/Scan',
      Handler: 'index.handler',
      Code: { S3Key: 'code.zip' },
      Architectures: [architecture],
    },
  };
  const resources = readResources(resolveTemplate({ Resources: { Scan } }, ENVIRONMENT));
  const [resource] = resources.functions;
  if (!resource) throw new Error('no function');
  return newFunction(resource, {
    assets: [{ key: 'code.zip', path: folder, isFolder: true, bucket: 'code' }],
    accessControl: new AccessControl(resources),
    onLog: () => {},
    ...ENVIRONMENT,
  });
}

it('runs code with packages only for this machine’s processor, and code without for any', () => {
  expect(() => make(elsewhere)).not.toThrow();
  mkdirSync(join(folder, 'node_modules'));
  expect(() => make(here)).not.toThrow();
  expect(() => make(elsewhere)).toThrow(`Set architecture: ${process.arch} in the settings.`);
});
