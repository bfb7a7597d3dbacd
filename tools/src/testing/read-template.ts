import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Properties?: {
          readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
          readonly Policies?: readonly {
            readonly PolicyDocument: {
              readonly Statement: readonly { readonly Action: string | readonly string[] }[];
            };
          }[];
        };
      }
    >
  >;
}

/** The detector settings of each function in the synthesised template, and every action that a role allows. */
export function readTemplate(root: string): { detectors: unknown[]; actions: string[] } {
  const file = join(root, 'dist/apps/infra/cdk.out/Glyphwatch.template.json');
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const properties = Object.values(Resources).flatMap(({ Properties = [] }) => Properties);
  return {
    detectors: properties
      .map(({ Environment }) => Environment?.Variables['DETECTOR'])
      .filter((value) => value !== undefined),
    actions: properties
      .flatMap(({ Policies = [] }) => Policies)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action }) => Action),
  };
}
