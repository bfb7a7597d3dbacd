import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Template } from './template.ts';

/** A file or folder that is deployed with the template. */
export interface Asset {
  /** On this machine. */
  readonly path: string;
  readonly isFolder: boolean;
  /** May contain `${AWS::AccountId}` and `${AWS::Region}`. */
  readonly bucket: string;
  readonly key: string;
}

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.enum(['file', 'zip']) }),
      destinations: z.record(
        z.string(),
        z.object({ bucketName: z.string(), objectKey: z.string() }),
      ),
    }),
  ),
});

/** Reads what `synth` wrote: https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema */
export function readDeployment(cdkOut: string) {
  const [name, ...others] = globSync('*.template.json', { cwd: cdkOut });
  if (name === undefined || others.length > 0) {
    throw new Error(`${cdkOut} must contain one template. Run: npx nx run infra:synth`);
  }
  const manifest = readJson(join(cdkOut, name.replace('.template.', '.assets.')));
  const assets: Asset[] = Object.values(assetsSchema.parse(manifest).files)
    .filter(({ source }) => source.path !== name)
    .flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ bucketName, objectKey }) => ({
        path: join(cdkOut, source.path),
        isFolder: source.packaging === 'zip',
        bucket: bucketName,
        key: objectKey,
      })),
    );
  return { template: readJson(join(cdkOut, name)) as Template, assets };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
