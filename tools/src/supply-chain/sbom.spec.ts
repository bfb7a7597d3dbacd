import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nx, ROOT } from '../workspace.ts';
import { productionPackages, readLockFile } from './locked-packages.ts';

interface Component {
  readonly purl: string;
  readonly licenses?: readonly object[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

it('lists every package that users install, with its licence and hash', () => {
  const output = nx('run', 'tools:sbom');
  const sbom = JSON.parse(readFileSync(join(ROOT, 'dist/sbom.cdx.json'), 'utf8'));
  expect(sbom).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: { component: { name: 'glyphwatch' } },
  });
  const components = sbom.components as Component[];
  expect(output).toContain(`${components.length} components`);
  const listed = new Map(components.map((one) => [decodeURIComponent(one.purl), one]));
  const packages = productionPackages(readLockFile());
  for (const { name, version } of packages) {
    const component = listed.get(`pkg:npm/${name}@${version}`);
    expect([name, component?.licenses?.length]).toEqual([name, 1]);
    expect(component?.hashes?.[0]?.content).toMatch(/^[0-9a-f]{128}$/);
  }
  const others = [...listed.keys()].filter((purl) => !purl.startsWith('pkg:npm/@glyphwatch/'));
  expect(others).toHaveLength(
    new Set(packages.map(({ name, version }) => `${name}@${version}`)).size,
  );
  expect(components).toHaveLength(listed.size);
}, 120_000);
