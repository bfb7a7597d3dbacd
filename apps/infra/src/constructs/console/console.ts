import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../../settings.ts';
import type { ResultTables } from '../result-tables.ts';
import { consoleApi } from './console-api.ts';
import { consoleFunction } from './console-function.ts';
import { consolePage } from './console-page.ts';
import { signIn } from './sign-in.ts';

export interface ConsoleResources {
  /** Of `consoleCode`. */
  readonly consolePath: string;
  readonly bucketName: string;
  readonly tables: ResultTables;
}

export interface Console {
  readonly function: Function;
  readonly address: string;
  /** By name; `deploy` fills the page's bucket by them. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * The console for people with a browser. CloudFront serves the page from a bucket and `/api/*` from an HTTP API, which checks who asks
 * before its function runs.
 */
export function deployedConsole(
  scope: Construct,
  resources: ConsoleResources,
  settings: InfraSettings,
): Console {
  const people = signIn(scope, settings);
  const { made, reveals } = consoleFunction(scope, resources, people.groupsClaim, settings);
  const api = consoleApi(scope, settings);
  const page = consolePage(
    scope,
    { apiDomain: api.domain, signInOrigins: people.origins },
    settings,
  );
  const { clientId, audience } = people.clientFor(page.address);
  api.serve(made, { issuer: people.issuer, audience });
  return {
    function: made,
    address: page.address,
    outputs: {
      ConsoleAddress: page.address,
      ConsoleApi: api.address,
      ConsoleFunction: made.functionName,
      ConsolePage: page.bucketName,
      ConsoleIssuer: people.issuer,
      ConsoleClient: clientId,
      RevealsTable: reveals.tableName,
      ...(people.poolId === undefined ? {} : { ConsoleUsers: people.poolId }),
    },
  };
}
