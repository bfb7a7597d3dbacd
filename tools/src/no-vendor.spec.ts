import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import ts from 'typescript';
import { readProviders } from './adapters-table/read-providers.ts';
import { TESTS } from './directions.ts';
import { repositoryFiles, ROOT } from './workspace.ts';

/** Adapters, tests, emulators of services, the apps' lists of providers, help texts with examples, and a dictionary. */
const MAY_NAME_ONE = [
  ...TESTS,
  'libs/adapters/**',
  'apps/rekognition-local/**',
  'apps/*/src/providers.ts',
  'apps/pipeline/src/services.ts',
  'apps/cli/src/commands/**/command.ts',
  'libs/watchlist/src/file/word-list.ts',
];

/** Names of providers that are also English words. */
const WORDS = ['console', 'file', 'in-memory'];
/** Also names of AWS services, which occur in ARNs and events; only in a condition do they choose a provider. */
const SERVICES = ['dynamodb', 'eventbridge', 's3', 'sns'];
/** Words that refer to a detector besides its name. */
const DETECTOR_WORDS = ['DetectText', 'Textract', 'Paddle'];

const EQUALITY = [
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
];

let names: readonly string[];
let detectors: RegExp;
beforeAll(async () => {
  const providers = (await readProviders()).filter(({ name }) => !WORDS.includes(name));
  names = providers.map(({ name }) => name);
  const detectorNames = providers
    .filter(({ abilities }) => abilities.ports.includes('TextDetector'))
    .map(({ name }) => `(?i:${name})`);
  detectors = new RegExp([...detectorNames, ...DETECTOR_WORDS].join('|'));
});

/** `file:line text` of every literal and identifier that names a detector, and of every literal that is a provider's name. */
function vendorsIn(file: string, source: string): string[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node);
    if ((isText || ts.isIdentifier(node)) && namesVendor(node, isText)) {
      const { line } = parsed.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

function namesVendor(node: ts.Node & { readonly text: string }, isText: boolean): boolean {
  if (detectors.test(node.text)) return true;
  if (!isText || !names.includes(node.text)) return false;
  return !SERVICES.includes(node.text) || isCompared(node);
}

function isCompared({ parent }: ts.Node): boolean {
  return (
    ts.isCaseClause(parent) ||
    (ts.isBinaryExpression(parent) && EQUALITY.includes(parent.operatorToken.kind))
  );
}

it('knows no vendor outside the adapters and the lists of the apps', () => {
  const files = repositoryFiles('apps/*.ts', 'libs/*.ts').filter(
    (file) => !MAY_NAME_ONE.some((glob) => matchesGlob(file, glob)),
  );
  expect(files.length).toBeGreaterThan(250);
  expect(files.flatMap((file) => vendorsIn(file, readFileSync(join(ROOT, file), 'utf8')))).toEqual(
    [],
  );
});

it.each([
  ["if (name === 'rekognition') {}", ['rekognition']],
  ["switch (type) { case 'sns': case 'webhook': }", ['sns', 'webhook']],
  ["const store = choice ?? 'sqlite';", ['sqlite']],
  ['const quota = /\\bDetectText\\b/;', ['/\\bDetectText\\b/']],
  ['throw new Error(`${bucket}: Rekognition reads no image from there`);', ['Rekognition']],
  ["import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';", ['OnnxTextDetector', '@']],
])('finds the vendor in %s', (source, texts) => {
  expect(vendorsIn('planted.ts', source)).toEqual(
    texts.map((text) => expect.stringContaining(text)),
  );
});

it.each([
  '// Rekognition stops at 100 words.',
  "const arn = arnOf('s3', bucket);",
  "import { sqlite } from '@glyphwatch/sqlite-result-store/provider';",
  'await detector.detectText(image);',
])('finds none in %s', (source) => {
  expect(vendorsIn('planted.ts', source)).toEqual([]);
});
