import type { Adapter } from './adapter.ts';

/** The first call of the port's contract suite. */
export function specOf({ name, className, sketch }: Adapter): string {
  const subject = sketch.subject(className);
  const helper = subject.includes('notWritten()')
    ? `function notWritten(): never {
  throw new Error('Implement this function of the contract\\'s subject: how does the backend get its data?');
}

`
    : '';
  const without = sketch.without.length
    ? `, { without: [${sketch.without.map((ability) => `'${ability}'`).join(', ')}] }`
    : '';
  return `import { describe${sketch.interfaceName}Contract } from '@glyphwatch/domain/contracts';
import { ${className} } from './${name}.ts';

${helper}// Not tested while \`without\` lists them: add these functions to the subject, or say in the provider's \`notShown\` why not.
describe${sketch.interfaceName}Contract('${className}', async () => (${subject})${without});
`;
}

export function readmeOf({ name, className, sketch }: Adapter): string {
  return `# ${name}

Implements the \`${sketch.interfaceName}\` port. _One line about what it is good for goes here._

\`\`\`ts
const adapter: ${sketch.interfaceName} = new ${className}();
\`\`\`

It keeps the promises of \`${sketch.interfaceName}\` in \`libs/domain/src/ports.ts\`, as its contract suite shows. _What it cannot do goes here._

Test: \`npx nx test ${name}\`
`;
}

export function packageOf({ name, sketch, platform }: Adapter): string {
  const exports = {
    '.': './src/index.ts',
    ...(sketch.provider ? { './provider': './src/provider.ts' } : {}),
  };
  const nx = {
    name,
    tags: ['scope:adapter', `platform:${platform}`],
    targets: { lint: {}, test: {}, typecheck: {} },
  };
  return JSON.stringify({
    name: `@glyphwatch/${name}`,
    version: '0.1.0',
    private: true,
    type: 'module',
    exports,
    sideEffects: false,
    nx,
  });
}

export function tsconfigOf(): string {
  return JSON.stringify({ extends: '../../../../tsconfig.base.json', include: ['src/**/*.ts'] });
}
