import type { Right } from '@glyphwatch/provider';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, type Code, Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { InfraSettings } from '../settings.ts';
import { addReplaceableRights, lambdaRole } from './lambda-role.ts';

/**
 * Lambda lets new objects have 5 % of the memory, and V8 uses it before it tidies up. With less a process stays 45 MB
 * smaller and is not slower (`tools/bench/pipeline/events.ts`).
 */
const NODE_FLAGS = '--max-semi-space-size=8';
const ARCHITECTURES = { arm64: Architecture.ARM_64, x64: Architecture.X86_64 } as const;

export interface NewFunction {
  readonly id: string;
  readonly name: string;
  readonly handler: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly rights: readonly Right[];
  /** To what a deployment may replace. */
  readonly replaceableRights?: readonly Right[];
  readonly code: Code;
  readonly environment: Readonly<Record<string, string>>;
}

/** A function with a log and a role of its own. */
export function newFunction(
  scope: Construct,
  settings: InfraSettings,
  { id, name, rights, replaceableRights, environment, ...properties }: NewFunction,
): Function {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    logGroupName: `/aws/lambda/${name}`,
    retention: settings.retention.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = lambdaRole(scope, `${id}Role`, [...rights, logRight(logGroup)]);
  if (replaceableRights) addReplaceableRights(role, 'Rules', replaceableRights);
  const made = new Function(scope, id, {
    ...properties,
    functionName: name,
    runtime: Runtime.NODEJS_24_X,
    architecture: ARCHITECTURES[settings.architecture],
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    environment: { ...environment, NODE_OPTIONS: NODE_FLAGS },
  });
  acknowledge(made, {
    'Serverless-LambdaTracing':
      'The X-Ray SDK ends in 2027 and the permission for it is a wildcard. Steps are timed by metrics.',
  });
  return made;
}

function logRight({ logGroupArn }: LogGroup): Right {
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  return { sid: 'Logs', actions, resources: [logGroupArn] };
}
