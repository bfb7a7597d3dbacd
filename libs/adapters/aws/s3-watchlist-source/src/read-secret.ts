import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT_TIMEOUTS, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';

/** The text of a secret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export async function readSecret(
  secretId: string,
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient({
    requestHandler: CLIENT_TIMEOUTS,
  }),
): Promise<string> {
  const value = await client
    .send(new GetSecretValueCommand({ SecretId: secretId }))
    .catch((error: unknown) => {
      throw translateFailure(error, {
        unavailable: 'watchlist-unavailable',
        misconfigured: 'watchlist-unavailable',
        service: `the secret ${secretId}`,
        advice: {
          denied:
            'Give the role secretsmanager:GetSecretValue on it, and kms:Decrypt on its key if that is yours.',
          missing: 'Create it, or name another in the settings of the deployment.',
        },
      });
    });
  if (value.SecretString) return value.SecretString;
  throw new GlyphwatchError(
    'watchlist-unavailable',
    `The secret ${secretId} holds no text. Put the key for the hashes of sensitive matches into it.`,
  );
}
