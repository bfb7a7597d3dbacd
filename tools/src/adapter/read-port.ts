import ts from 'typescript';

export interface PortSignatures {
  /** As they stand on the interface, comments left out. */
  readonly properties: readonly { readonly name: string; readonly type: string }[];
  readonly methods: readonly {
    readonly name: string;
    readonly parameters: readonly string[];
    readonly returns: string;
  }[];
  /** Types of the domain that the signatures name. */
  readonly types: readonly string[];
}

const BUILT_IN = new Set(['Promise', 'Pick', 'Uint8Array']);

/** Reads a port from the domain's source, so that the generator never falls behind it. */
export function readPort(source: string, interfaceName: string): PortSignatures {
  const file = ts.createSourceFile('ports.ts', source, ts.ScriptTarget.Latest, true);
  const port = file.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === interfaceName);
  if (!port) throw new Error(`The domain has no port ${interfaceName}.`);
  return {
    properties: port.members.filter(ts.isPropertySignature).map(({ name, type }) => ({
      name: name.getText(),
      type: type?.getText() ?? 'unknown',
    })),
    methods: port.members.filter(ts.isMethodSignature).map(({ name, parameters, type }) => ({
      name: name.getText(),
      parameters: parameters.map((parameter) => parameter.getText()),
      returns: type?.getText() ?? 'void',
    })),
    types: [...new Set(typeNames(port))].filter((name) => !BUILT_IN.has(name)),
  };
}

function typeNames(node: ts.Node): string[] {
  const own = ts.isTypeReferenceNode(node) ? [node.typeName.getText()] : [];
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  return [...own, ...children.flatMap(typeNames)];
}
