import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { InfraSettings } from '../settings.ts';
import { removalPolicy } from './removal-policy.ts';

/** HMAC-SHA256 uses no more. */
const LENGTH = 64;

export interface HashKey {
  readonly arn: string;
  /** Of the KMS key that encrypts it, if it is your own. */
  readonly keyArn?: string;
}

/** The secret with the key for hashes of sensitive matches: a new one, an existing one, or none. */
export function hashKey(scope: Construct, settings: InfraSettings): HashKey | undefined {
  const { generate, secretArn, keyArn } = settings.hashKey;
  const key = keyArn ? { keyArn } : {};
  if (secretArn) return { arn: secretArn, ...key };
  if (!generate) return undefined;
  return { arn: newSecret(scope, settings).secretArn, ...key };
}

function newSecret(scope: Construct, settings: InfraSettings): Secret {
  const { keyArn } = settings.hashKey;
  const secret = new Secret(scope, 'HashKey', {
    description: 'Key for hashes of sensitive matches',
    generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
    ...(keyArn ? { encryptionKey: Key.fromKeyArn(scope, 'HashKeyKey', keyArn) } : {}),
    removalPolicy: removalPolicy(settings),
  });
  acknowledge(secret, {
    'AwsSolutions-SMG4':
      'After a rotation equal findings would no longer have equal hashes, so it is changed by hand only.',
  });
  return secret;
}
