import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DetectorProvider } from '@glyphwatch/provider';
import { type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../build-app.ts';
import { readInfraSettings } from '../settings.ts';

export const RULES = 'rules:\n  - id: first\n    match: KEEP OUT\n';

export interface SynthesiseOptions {
  readonly settings?: string;
  /** Those that the settings can choose from; else those of the function. */
  readonly detectors?: readonly DetectorProvider[];
  readonly rules?: string;
  /** Further files, by their path from the rule file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Adds something to the stack. */
  readonly plant?: (stack: Stack) => void;
}

export interface Synthesised {
  readonly template: Template;
  readonly text: string;
  /** The keys of its assets. */
  readonly assetKeys: readonly string[];
}

/** The template for these settings, checked by cdk-nag: findings make it throw. */
export function synthesise({
  settings = '{}',
  detectors,
  rules = RULES,
  files = {},
  plant,
}: SynthesiseOptions = {}): Synthesised {
  const root = mkdtempSync(join(tmpdir(), 'glyphwatch-infra-'));
  const folder = join(root, 'here');
  try {
    for (const [name, text] of Object.entries({ ...files, 'watchlist.yaml': rules })) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const bundlePath = join(folder, 'bundle');
    mkdirSync(bundlePath);
    writeFileSync(join(bundlePath, 'index.js'), 'exports.handler = async () => ({});');
    for (const name of ['rekognition', 'textract', 'onnx'])
      writeFileSync(join(bundlePath, `${name}.js`), '');
    const own = { rekognition: ['rekognition.js'], textract: ['textract.js'], onnx: ['onnx.js'] };
    writeFileSync(join(bundlePath, 'detectors.json'), JSON.stringify(own));
    const consolePath = join(folder, 'console');
    mkdirSync(consolePath);
    writeFileSync(join(consolePath, 'console.js'), 'export const handler = async () => ({});');
    const read = readInfraSettings(settings, 'settings.yaml', detectors);
    const app = buildApp({
      settings: read,
      folder,
      bundlePath,
      consolePath: read.console.enabled ? consolePath : undefined,
      outdir: join(root, 'cdk.out'),
    });
    const stack = app.node.children.find(isStack) as Stack;
    plant?.(stack);
    const { stacks } = app.synth();
    const template = Template.fromStack(stack);
    const [made] = stacks;
    const assetKeys = made ? keysOf(join(root, 'cdk.out', `${made.stackName}.assets.json`)) : [];
    return { template, text: JSON.stringify(template.toJSON()), assetKeys };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface PolicyDocumentHolder {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** What the functions' roles allow. */
export function statementsOf(template: Template): Statement[] {
  const propertiesOf = (type: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const inline = propertiesOf('AWS::IAM::Role').flatMap(({ Policies }) => Policies);
  const policies: PolicyDocumentHolder[] = [...inline, ...propertiesOf('AWS::IAM::Policy')];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function isStack(child: object): boolean {
  return 'stackName' in child;
}

interface AssetManifest {
  readonly files: Readonly<
    Record<
      string,
      { readonly destinations: Readonly<Record<string, { readonly objectKey: string }>> }
    >
  >;
}

function keysOf(manifest: string): string[] {
  const { files }: AssetManifest = JSON.parse(readFileSync(manifest, 'utf8'));
  return Object.values(files).flatMap(({ destinations }) =>
    Object.values(destinations).map(({ objectKey }) => objectKey),
  );
}
