import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DETECTORS } from './providers.ts';
import { glyphwatch, inTemporaryFolder } from './testing/run-command.ts';

const SLOW = 120_000;
const PRELOAD = ['--import', resolve(__dirname, 'testing/list-modules.mjs')];

/** Code of adapters, other than what only describes them, by the names of their libraries. */
async function librariesLoadedBy(detector: unknown, env: NodeJS.ProcessEnv): Promise<string[]> {
  return inTemporaryFolder(async (folder) => {
    const list = join(folder, 'modules');
    writeFileSync(join(folder, 'glyphwatch.yaml'), JSON.stringify({ detector }));
    // So that nothing is sent to a service: every detector looks at an image before.
    writeFileSync(join(folder, 'sign.png'), 'no picture');
    const { out } = await glyphwatch(['scan', 'sign.png', '--no-store'], {
      cwd: folder,
      nodeOptions: PRELOAD,
      env: { ...env, LIST_MODULES_IN: list },
    });
    expect(out).toContain('UNSUPPORTED');
    const modules = readFileSync(list, 'utf8').trim().split('\n');
    const found = modules.flatMap((module) => {
      const [, library, file = ''] = /\/([\w-]+-text-detector)\/src\/(.*)\.ts$/.exec(module) ?? [];
      return library && OPENED.test(file) ? library : [];
    });
    return [...new Set(found)];
  });
}

/** The classes themselves, and what opens them. */
const OPENED = /^(open|[\w-]+-text-detector)$/;

const here = DETECTORS.filter(({ abilities }) => abilities.hosts.includes('laptop'));

/** Settings that a provider cannot do without; what they name need not exist. */
const SETTINGS: Readonly<Record<string, { fields?: object; env?: NodeJS.ProcessEnv }>> = {
  'azure-vision': {
    fields: { endpoint: 'https://nobody.cognitiveservices.azure.com' },
    env: { AZURE_VISION_KEY: 'no key' },
  },
  'google-vision': { fields: { keyFrom: 'KEY' }, env: { KEY: 'no key' } },
  textract: { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-central-1' } },
};

it.each(here.map(({ name }) => name))(
  'loads only the detector %s when it is chosen',
  async (name) => {
    const { fields, env = {} } = SETTINGS[name] ?? {};
    expect(await librariesLoadedBy({ name, ...fields }, env)).toEqual([`${name}-text-detector`]);
  },
  SLOW,
);

it(
  'loads both detectors when both are chosen',
  async () => {
    const detector = { first: 'onnx', whenTruncated: 'tesseract' };
    expect((await librariesLoadedBy(detector, {})).toSorted()).toEqual([
      'onnx-text-detector',
      'tesseract-text-detector',
    ]);
  },
  SLOW,
);
