import { formatFiles, type Tree } from '@nx/devkit';
import { PORTS, type PortSketch } from './ports.ts';
import { readPort, type PortSignatures } from './read-port.ts';

export interface AdapterOptions {
  readonly name: string;
  readonly port: string;
  readonly platform?: 'aws' | 'local';
}

interface Adapter {
  readonly name: string;
  readonly className: string;
  readonly port: string;
  readonly sketch: PortSketch;
  readonly signatures: PortSignatures;
  readonly root: string;
  readonly platform: string;
}

const TABLE = 'libs/adapters/README.md';
const PORTS_FILE = 'libs/domain/src/ports.ts';

/** Contract call and README row first, then a class that compiles and says what is missing. */
export default async function generateAdapter(tree: Tree, options: AdapterOptions): Promise<void> {
  const adapter = describeAdapter(tree, options);
  const { root, name } = adapter;
  tree.write(`${root}/src/${name}.spec.ts`, specOf(adapter));
  tree.write(TABLE, withRow(tree.read(TABLE, 'utf8') ?? '', adapter));
  tree.write(`${root}/README.md`, readmeOf(adapter));
  tree.write(`${root}/src/${name}.ts`, classOf(adapter));
  tree.write(`${root}/src/index.ts`, `export * from './${name}.ts';\n`);
  tree.write(`${root}/package.json`, packageOf(adapter));
  tree.write(`${root}/tsconfig.json`, tsconfigOf());
  await formatFiles(tree);
  console.log(`Next: npm install, then npx nx test ${name} and make the contract green.`);
}

function describeAdapter(tree: Tree, { name, port, platform = 'local' }: AdapterOptions): Adapter {
  const sketch = PORTS[port];
  if (!sketch)
    throw new Error(`No port is called ${port}. Ports: ${Object.keys(PORTS).join(', ')}.`);
  const root = `libs/adapters/${platform}/${name}`;
  if (tree.exists(root)) throw new Error(`${root} exists already. Choose another name.`);
  const className = name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter: string) =>
    letter.toUpperCase(),
  );
  const signatures = readPort(tree.read(PORTS_FILE, 'utf8') ?? '', sketch.interfaceName);
  return { name, className, port, sketch, signatures, root, platform };
}

function specOf({ name, className, sketch }: Adapter): string {
  const subject = sketch.subject(className);
  const helper = subject.includes('notWritten()')
    ? `function notWritten(): never {
  throw new Error('Write this function of the contract\\'s subject: how does the backend get its data?');
}

`
    : '';
  const without = sketch.without.length
    ? `, { without: [${sketch.without.map((ability) => `'${ability}'`).join(', ')}] }`
    : '';
  return `import { describe${sketch.interfaceName}Contract } from '@glyphwatch/domain/contracts';
import { ${className} } from './${name}.ts';

${helper}// What stands under \`without\` is not tested: add the functions to the subject, or say in libs/adapters/README.md why not.
describe${sketch.interfaceName}Contract('${className}', async () => (${subject})${without});
`;
}

function classOf({ name, className, sketch, signatures }: Adapter): string {
  const types = [sketch.interfaceName, ...signatures.types].toSorted();
  const members = [...propertiesOf(name, sketch, signatures), ...signatures.methods.map(methodOf)];
  return `import { GlyphwatchError, ${types.map((type) => `type ${type}`).join(', ')} } from '@glyphwatch/domain';

/** Its promises stand on the port: ${PORTS_FILE}. */
export class ${className} implements ${sketch.interfaceName} {
${members.join('\n\n')}
}

function notWritten(method: string): never {
  throw new GlyphwatchError('${sketch.notWritten}', \`${className}.\${method} is not written yet.\`);
}
`;
}

function propertiesOf(name: string, sketch: PortSketch, signatures: PortSignatures): string[] {
  const given = signatures.properties.filter((property) => !(property.name in sketch.properties));
  const fields = signatures.properties.map((property) => {
    const value = sketch.properties[property.name]?.replace('__NAME__', name);
    return value
      ? `readonly ${property.name} = ${value};`
      : `readonly ${property.name}: ${property.type};`;
  });
  if (given.length === 0) return fields;
  const parameters = given.map((property) => `${property.name}: ${property.type}`).join(', ');
  const body = given.map((property) => `this.${property.name} = ${property.name};`).join(' ');
  return [...fields, `constructor(${parameters}) { ${body} }`];
}

/** An underscore before a parameter: named, but not used yet. */
function methodOf({ name, parameters, returns }: PortSignatures['methods'][number]): string {
  const unused = parameters.map((parameter) => `_${parameter}`).join(', ');
  return `async ${name}(${unused}): ${returns} { return notWritten('${name}'); }`;
}

function withRow(table: string, { name, sketch, platform, port }: Adapter): string {
  const lacks = sketch.without.map((ability) => `\`${ability}\``).join(', ') || '–';
  const row = `| ${port} | [${name}](${platform}/${name}/README.md) | ${platform} | not written yet | ${lacks} |`;
  return `${table.trimEnd()}\n${row}\n`;
}

function readmeOf({ name, className, sketch }: Adapter): string {
  return `# ${name}

An adapter of the port \`${sketch.interfaceName}\`. Say in one line for whom.

\`\`\`ts
const adapter: ${sketch.interfaceName} = new ${className}();
\`\`\`

It promises what \`${sketch.interfaceName}\` in \`libs/domain/src/ports.ts\` promises, proven by the contract suite. It cannot: say it here.

Test: \`npx nx test ${name}\`
`;
}

function packageOf({ name, platform }: Adapter): string {
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
    exports: './src/index.ts',
    sideEffects: false,
    nx,
  });
}

function tsconfigOf(): string {
  return JSON.stringify({ extends: '../../../../tsconfig.base.json', include: ['src/**/*.ts'] });
}
