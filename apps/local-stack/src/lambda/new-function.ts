import type { AccessBook } from '../iam/access-book.ts';
import type { Asset } from '../template/read-deployment.ts';
import type { FunctionResource } from '../template/read-resources.ts';
import { LambdaFunction } from './lambda-function.ts';

export interface FunctionParts {
  readonly assets: readonly Asset[];
  readonly book: AccessBook;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly onLog: (line: string, functionName: string) => void;
}

/** The function with the code that travelled with the template, and the rights of its role. */
export function newFunction(
  resource: FunctionResource,
  { assets, book, endpoint, account, region, onLog }: FunctionParts,
): LambdaFunction {
  const asset = assets.find(({ key, isFolder }) => isFolder && key === resource.codeKey);
  if (!asset) throw new Error(`The code of ${resource.name} is no asset of this deployment.`);
  const accessKeyId = roleNameOf(resource);
  const role = book.roleNamed(accessKeyId);
  // Lambda writes the log with the role's rights: without them the function runs, and nobody sees what it said.
  const mayLog = (action: string, more: string): boolean => {
    const group = `arn:aws:logs:${region}:${account}:log-group:${resource.logGroup}`;
    const access = { action: `logs:${action}`, resource: `${group}:${more}`, context: {} };
    return role !== undefined && book.ask(role, access).isAllowed;
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

/** Signs the function's calls, so that everybody sees whose they are. */
export function roleNameOf({ roleArn }: FunctionResource): string {
  return roleArn.split('/').at(-1) ?? '';
}
