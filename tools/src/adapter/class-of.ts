import { PORTS_FILE, type Adapter } from './adapter.ts';
import type { PortSignatures } from './read-port.ts';

/** A class that compiles; each method reports that it is not implemented yet. */
export function classOf(adapter: Adapter): string {
  const { className, sketch, signatures } = adapter;
  const types = [sketch.interfaceName, ...signatures.types].toSorted();
  const members = [...propertiesOf(adapter), ...signatures.methods.map(methodOf)];
  return `import { GlyphwatchError, ${types.map((type) => `type ${type}`).join(', ')} } from '@glyphwatch/domain';
${hasIdentity(adapter) ? "import { IDENTITY } from './identity.ts';\n" : ''}
/** The port documents what it must promise: ${PORTS_FILE}. */
export class ${className} implements ${sketch.interfaceName} {
${members.join('\n\n')}
}

function notWritten(method: string): never {
  throw new GlyphwatchError('${sketch.notWritten}', \`${className}.\${method} is not implemented yet.\`);
}
`;
}

/** Its identity is in a file of its own, because the provider needs it without loading the class. */
export function hasIdentity({ sketch }: Adapter): boolean {
  return 'identity' in sketch.properties;
}

function propertiesOf({ sketch, signatures }: Adapter): string[] {
  const given = signatures.properties.filter((property) => !(property.name in sketch.properties));
  const fields = signatures.properties.map((property) => {
    const value = sketch.properties[property.name];
    return value
      ? `readonly ${property.name} = ${value};`
      : `readonly ${property.name}: ${property.type};`;
  });
  if (given.length === 0) return fields;
  const parameters = given.map((property) => `${property.name}: ${property.type}`).join(', ');
  const body = given.map((property) => `this.${property.name} = ${property.name};`).join(' ');
  return [...fields, `constructor(${parameters}) { ${body} }`];
}

/** An underscore marks parameters as not used yet. */
function methodOf({ name, parameters, returns }: PortSignatures['methods'][number]): string {
  const unused = parameters.map((parameter) => `_${parameter}`).join(', ');
  return `async ${name}(${unused}): ${returns} { return notWritten('${name}'); }`;
}
