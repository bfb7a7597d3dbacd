import { EXIT } from '../../terminal/exit-codes.ts';
import { fakeIo } from '../../testing/fake-io.ts';
import { runProviders } from './run.ts';

async function printed(format: 'table' | 'json', env: Record<string, string> = {}) {
  const io = fakeIo({ env });
  expect(await runProviders({ format }, io)).toBe(EXIT.done);
  return io.out();
}

it('prints where each provider runs, its price, limits and languages', async () => {
  const table = await printed('table');
  expect(table).toMatch(/Detectors \(detector: …\)\n {2}onnx +PaddleOCR/);
  expect(table).toMatch(
    /rekognition .*\n +deployed function · \$1 per 1,000\n +reads: English; Arabic/,
  );
  expect(table).toMatch(/Stores \(store: …\)\n {2}sqlite .*\n +this machine · free/);
});

it('says what a provider still needs before it works here, and nothing for one that is ready', async () => {
  const table = await printed('table');
  expect(table).toMatch(/ {2}smtp .*(\n {16}.*)*missing: the setting host; the setting from/);
  expect(table).not.toMatch(/ {2}onnx .*(\n {16}.*)*missing/);
});

it('warns where the text models cannot be kept, which still work', async () => {
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = import.meta.filename;
  try {
    const table = await printed('table');
    expect(table).toMatch(/ {2}onnx .*(\n {16}.*)*warnings: .*is not writable.*XDG_CACHE_HOME/);
    expect(table).not.toMatch(/ {2}onnx .*(\n {16}.*)*missing/);
  } finally {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  }
});

it('prints the same as JSON', async () => {
  const { groups } = JSON.parse(await printed('json'));
  expect(groups[0]).toMatchObject({
    line: 'detector',
    providers: [
      { name: 'onnx', hosts: ['laptop', 'function'], pricePerThousand: 0, missing: [] },
      { name: 'tesseract', hosts: ['laptop'], pricePerThousand: 0 },
      { name: 'textract', hosts: ['laptop', 'function'], pricePerThousand: 1.5 },
      { name: 'google-vision', hosts: ['laptop'], pricePerThousand: 1.5 },
      { name: 'azure-vision', hosts: ['laptop'], pricePerThousand: 1.5 },
      { name: 'rekognition', hosts: ['function'], pricePerThousand: 1 },
    ],
  });
});

it('sets the names of providers apart from what they do', async () => {
  const { groups } = JSON.parse(await printed('json'));
  const providers: { name: string }[] = groups.flatMap(
    (group: { providers: [] }) => group.providers,
  );
  const words = (await printed('table')).split(/\s+/);
  expect(words).toEqual(expect.arrayContaining(providers.map(({ name }) => name)));
});
