import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessControl } from '../iam/access-control.ts';
import type { Asset } from '../template/read-deployment.ts';
import type { FunctionResource } from '../template/read-resources.ts';
import { LambdaFunction } from './lambda-function.ts';

export interface NewFunctionOptions {
  readonly assets: readonly Asset[];
  readonly accessControl: AccessControl;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly onLog: (line: string, functionName: string) => void;
}

/** The function with its code from the deployment's assets, and the permissions of its role. */
export function newFunction(
  resource: FunctionResource,
  { assets, accessControl, endpoint, account, region, onLog }: NewFunctionOptions,
): LambdaFunction {
  const asset = assets.find(({ key, isFolder }) => isFolder && key === resource.codeKey);
  if (!asset) throw new Error(`The deployment has no asset with the code of ${resource.name}.`);
  refuseForeignCode(asset.path, resource);
  const accessKeyId = roleNameOf(resource);
  const role = accessControl.roleNamed(accessKeyId);
  // Lambda writes logs with the role's permissions: without them the function runs, but its output is lost.
  const mayLog = (action: string, more: string): boolean => {
    const group = `arn:aws:logs:${region}:${account}:log-group:${resource.logGroup}`;
    const access = { action: `logs:${action}`, resource: `${group}:${more}`, context: {} };
    return role !== undefined && accessControl.authorize(role, access).isAllowed;
  };
  return new LambdaFunction(resource, {
    codeFolder: asset.path,
    endpoint,
    region,
    accessKeyId,
    onLog: (line) => {
      const stream = 'log-stream:local';
      if (mayLog('CreateLogStream', stream) && mayLog('PutLogEvents', stream)) {
        onLog(line, resource.name);
      }
    },
  });
}

/** Code with packages may have native libraries. */
function refuseForeignCode(folder: string, { name, architecture }: FunctionResource): void {
  if (architecture === process.arch || !existsSync(join(folder, 'node_modules'))) return;
  throw new Error(
    `The code of ${name} is for ${architecture}, this machine is ${process.arch}. Set architecture: ${process.arch} in the settings.`,
  );
}

/** Used as the access key id of the function's calls, so that the gateway knows the role. */
export function roleNameOf({ roleArn }: FunctionResource): string {
  return roleArn.split('/').at(-1) ?? '';
}
