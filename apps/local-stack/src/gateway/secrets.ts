import type { SecretResource } from '../template/read-resources.ts';
import { json } from './answers.ts';
import type { HttpAnswer } from './forward.ts';
import type { Call } from './read-call.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export async function answerSecret(
  { operation, input }: Call,
  secrets: readonly SecretResource[],
): Promise<HttpAnswer> {
  const secret = secrets.find(({ arn }) => arn === input['SecretId']);
  if (operation !== 'GetSecretValue' || !secret) {
    const message = 'Secrets Manager can’t find the specified secret.';
    return json('secretsmanager', 400, { __type: 'ResourceNotFoundException', message });
  }
  return json('secretsmanager', 200, { ARN: secret.arn, SecretString: secret.text });
}
