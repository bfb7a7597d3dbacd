import { checkAgainst } from '@glyphwatch/document-reader/environment';
import { absolutePath, secretsFrom } from '@glyphwatch/provider';
import { azureVision } from './provider.ts';

const ENDPOINT = 'https://watch.cognitiveservices.azure.com';
const check = (input: object, env: Record<string, string> = {}) =>
  checkAgainst(input, azureVision.schema(secretsFrom(env), absolutePath));

it.each([
  [{ endpoint: ENDPOINT }, { AZURE_VISION_KEY: 'k' }],
  [{ endpoint: 'https://westeurope.api.cognitive.microsoft.com/', keyFrom: 'MINE' }, { MINE: 'k' }],
])('takes %j', async (input, env) => {
  const { value, mistakes } = check(input, env);
  expect(mistakes).toBeUndefined();
  expect((await value?.open({ parallel: 1 }))?.identity).toBe(value?.identity);
});

it.each([
  [{}, 'endpoint'],
  [
    { endpoint: ENDPOINT },
    'keyFrom names the environment variable AZURE_VISION_KEY, which is not set',
  ],
  [{ endpoint: 'watch' }, 'endpoint must have a URL that begins with https://'],
  [
    { endpoint: 'http://watch.cognitiveservices.azure.com' },
    'endpoint must have a URL that begins with https://',
  ],
  [{ endpoint: 'https://watch.example.com' }, 'endpoint must be the endpoint of your resource'],
  [
    { endpoint: 'https://cognitiveservices.azure.com.example.com' },
    'endpoint must be the endpoint of your resource',
  ],
])('refuses %j', (input, message) => {
  const { mistakes = [] } = check(input);
  expect(mistakes.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n')).toContain(
    message,
  );
});
