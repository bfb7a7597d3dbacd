import ts from 'typescript';

export interface PortSignatures {
  /** As on the interface, without comments. */
  readonly properties: readonly { readonly name: string; readonly type: string }[];
  readonly methods: readonly {
    readonly name: string;
    readonly parameters: readonly string[];
    readonly returns: string;
  }[];
  /** Domain types in the signatures. */
  readonly types: readonly string[];
}

const BUILT_IN = new Set(['Promise', 'Pick', 'ReadonlySet', 'Uint8Array']);

/** Reads a port from the domain's source, so that the generator is always up to date. */
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
