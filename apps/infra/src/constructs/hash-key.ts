import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { InfraSettings } from '../settings.ts';

/** As many characters as HMAC-SHA256 can use. */
const LENGTH = 64;

export interface HashKey {
  readonly arn: string;
  /** Of the KMS key that it is encrypted with, if that is not AWS's own. */
  readonly keyArn?: string;
}

/** The secret that keys the hashes of sensitive matches: a new one, one that is there already, or none. */
export function hashKey(scope: Construct, settings: InfraSettings): HashKey | undefined {
  const { generate, secretArn, keyArn } = settings.hashKey;
  const key = keyArn ? { keyArn } : {};
  if (secretArn) return { arn: secretArn, ...key };
  if (!generate) return undefined;
  return { arn: newSecret(scope, settings).secretArn, ...key };
}

function newSecret(scope: Construct, { hashKey: { keyArn }, keepData }: InfraSettings): Secret {
  const secret = new Secret(scope, 'HashKey', {
    description: 'Keys the hashes of what sensitive watch rules matched',
    generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
    ...(keyArn ? { encryptionKey: Key.fromKeyArn(scope, 'HashKeyKey', keyArn) } : {}),
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  acknowledge(secret, {
    'AwsSolutions-SMG4':
      'With another key, equal findings would no longer have equal hashes: people change it when they mean that.',
  });
  return secret;
}
