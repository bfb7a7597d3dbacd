import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../build-app.ts';
import { readInfraSettings } from '../settings.ts';

const RULES = 'rules:\n  - id: first\n    match: KEEP OUT\n';

export interface SynthesiseOptions {
  readonly settings?: string;
  readonly rules?: string;
}

export interface Synthesised {
  readonly template: Template;
  readonly text: string;
}

/** The template for these settings, checked by cdk-nag: findings make it throw. */
export function synthesise({
  settings = '{}',
  rules = RULES,
}: SynthesiseOptions = {}): Synthesised {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-infra-'));
  try {
    writeFileSync(join(folder, 'watchlist.yaml'), rules);
    const bundlePath = join(folder, 'bundle');
    mkdirSync(bundlePath);
    writeFileSync(join(bundlePath, 'index.js'), 'exports.handler = async () => ({});');
    const app = buildApp({
      settings: readInfraSettings(settings, 'settings.yaml'),
      folder,
      bundlePath,
      outdir: join(folder, 'cdk.out'),
    });
    app.synth();
    const template = Template.fromStack(app.node.children.find(isStack) as Stack);
    return { template, text: JSON.stringify(template.toJSON()) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isStack(child: object): boolean {
  return 'stackName' in child;
}
