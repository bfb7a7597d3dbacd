import { Aws, Duration } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { acknowledge } from '../../acknowledge.ts';
import type { InfraSettings } from '../../settings.ts';
import { removalPolicy } from '../removal-policy.ts';

const MFA = { off: Mfa.OFF, optional: Mfa.OPTIONAL, required: Mfa.REQUIRED } as const;
const PASSWORD_LENGTH = 12;
/** A token lives in the page's memory only; after it, or a reload, the issuer's own session gives another one without a question. */
const TOKEN_HOURS = 1;
/** A prefix has 63 characters, 13 of which tell accounts apart. */
const MOST_OF_NAME = 50;
const GROUPS = {
  viewer: 'Looks at images and alerts',
  reviewer: 'Looks, judges, and reveals what is covered',
} as const;

export interface SignIn {
  readonly issuer: string;
  /** The claim with the groups of who asks. */
  readonly groupsClaim: string;
  /** Where the page asks for tokens. */
  readonly origins: readonly string[];
  /** Of the people, where they are ours. */
  readonly poolId?: string;
  /** For the page at this address, which ends with `/`. */
  readonly clientFor: (address: string) => { readonly clientId: string; readonly audience: string };
}

/** Who says who people are: your own issuer, or a new pool of users that only its operators add people to. */
export function signIn(scope: Construct, settings: InfraSettings): SignIn {
  const { issuer, audience, clientId, groupsClaim = 'groups' } = settings.console;
  if (issuer === undefined || audience === undefined) return ownPool(scope, settings);
  const client = { clientId: clientId ?? audience, audience };
  return { issuer, groupsClaim, origins: [new URL(issuer).origin], clientFor: () => client };
}

function ownPool(scope: Construct, settings: InfraSettings): SignIn {
  const pool = new UserPool(scope, 'ConsoleUsers', {
    selfSignUpEnabled: false,
    // The name is shown beside verdicts.
    signInAliases: { username: true },
    signInCaseSensitive: false,
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    mfa: MFA[settings.console.mfa],
    ...(settings.console.mfa === 'off' ? {} : { mfaSecondFactor: { sms: false, otp: true } }),
    passwordPolicy: {
      minLength: PASSWORD_LENGTH,
      ...{ requireLowercase: true, requireUppercase: true },
      ...{ requireDigits: true, requireSymbols: true },
      tempPasswordValidity: Duration.days(3),
    },
    removalPolicy: removalPolicy(settings),
  });
  acknowledge(pool, {
    'AwsSolutions-COG8':
      'Threat protection, which that plan brings, costs more for each person than the rest of the console.',
  });
  if (settings.console.mfa !== 'required') {
    acknowledge(pool, { 'AwsSolutions-COG2': 'The settings do not ask for it.' });
  }
  for (const [groupName, description] of Object.entries(GROUPS)) {
    new CfnUserPoolGroup(scope, `ConsoleGroup-${groupName}`, {
      ...{ userPoolId: pool.userPoolId, groupName, description },
    });
  }
  const name = settings.stack.toLowerCase().slice(0, MOST_OF_NAME);
  const domainPrefix = `${name}-${Aws.ACCOUNT_ID}`;
  pool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
  return {
    issuer: pool.userPoolProviderUrl,
    groupsClaim: 'cognito:groups',
    origins: [
      `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      `https://${domainPrefix}.auth.${Aws.REGION}.amazoncognito.com`,
    ],
    poolId: pool.userPoolId,
    clientFor(address) {
      const { userPoolClientId } = pageClient(pool, address);
      return { clientId: userPoolClientId, audience: userPoolClientId };
    },
  };
}

function pageClient(pool: UserPool, address: string): UserPoolClient {
  return pool.addClient('Page', {
    // Whatever a page knows is no secret: PKCE is what protects the code.
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
      callbackUrls: [address],
      logoutUrls: [address],
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(TOKEN_HOURS),
    idTokenValidity: Duration.hours(TOKEN_HOURS),
    refreshTokenValidity: Duration.hours(TOKEN_HOURS),
  });
}
