import type { Adapter, Platform } from './adapter.ts';
import { hasIdentity } from './class-of.ts';
import type { ProviderSketch } from './ports.ts';

export const HOSTS: Readonly<Record<Platform, readonly string[]>> = {
  any: ['laptop', 'function'],
  aws: ['function'],
  local: ['laptop'],
};

/** What the adapter says about itself, for the apps' lists and the table of adapters. */
export function providerOf(adapter: Adapter, { type, opened }: ProviderSketch): string {
  const { name, identifier, className, sketch } = adapter;
  const open = opened(className);
  const imports = [
    ...(open.includes('ImageAddress')
      ? ["import type { ImageAddress } from '@glyphwatch/domain';"]
      : []),
    `import { type ${type}, provider } from '@glyphwatch/provider';`,
    ...(hasIdentity(adapter) ? ["import { IDENTITY } from './identity.ts';"] : []),
  ];
  const hasNeeds = runsInFunction(adapter) && sketch.interfaceName === 'TextDetector';
  return `${imports.join('\n')}

export const ${identifier}: ${type} = provider({
${fieldsOf(adapter)}
  open: async () => {
    const { ${className} } = await import('./${name}.ts');
    return ${open};
  },
${hasNeeds ? AWS_NEEDS : ''}});
`;
}

function fieldsOf(adapter: Adapter): string {
  const { providerName, sketch, platform } = adapter;
  const { interfaceName, without } = sketch;
  const abilities = [
    `ports: ['${interfaceName}'],`,
    "summary: 'not implemented yet',",
    `hosts: ${JSON.stringify(HOSTS[platform])},`,
    'limits: [],',
    ...(without.length > 0 ? [`notShown: ['${without.join(', ')}: not implemented yet'],`] : []),
  ];
  return [
    `name: '${providerName}',`,
    `abilities: { ${abilities.join('\n')} },`,
    ...(hasIdentity(adapter) ? ['identity: () => IDENTITY,'] : []),
  ].join('\n');
}

export function runsInFunction({ platform }: Pick<Adapter, 'platform'>): boolean {
  return HOSTS[platform].includes('function');
}

const AWS_NEEDS = `aws: () => ({
    // IAM statements; infra grants them to the function.
    rights: [],
    callsPerSecond: 5,
    secondsPerImage: 1,
    memory: 512,
    costPerImage: 0,
  }),
`;
