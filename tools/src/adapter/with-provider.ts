import ts from 'typescript';

/** What to add: `import { identifier } from 'module'`, and `identifier` as the last of the list. */
export interface Addition {
  readonly list: string;
  readonly identifier: string;
  /** Its name here, when the list's file knows another of that name. */
  readonly alias: string;
  readonly module: string;
}

/** The source of an app's `providers.ts` with one more provider; `undefined` when it has no such list. */
export function withProvider(source: string, addition: Addition): string | undefined {
  const { list, identifier, alias, module } = addition;
  const file = ts.createSourceFile('providers.ts', source, ts.ScriptTarget.Latest, true);
  const elements = elementsOf(file, list);
  if (!elements) return undefined;
  const imports = file.statements.filter(ts.isImportDeclaration);
  const isTaken = imports.some((one) =>
    new RegExp(`\\b${identifier}\\b[^']* from`).test(one.getText()),
  );
  const name = isTaken ? alias : identifier;
  const imported = isTaken ? `${identifier} as ${alias}` : identifier;
  const next = imports.find(
    ({ moduleSpecifier }) => moduleSpecifier.getText().slice(1, -1) > module,
  );
  const importAt = next?.getStart() ?? imports.at(-1)?.end ?? 0;
  const line = `import { ${imported} } from '${module}';`;
  const comma = elements.length === 0 || elements.hasTrailingComma ? '' : ', ';
  return [
    source.slice(0, importAt),
    next ? `${line}\n` : `\n${line}`,
    source.slice(importAt, elements.end),
    `${comma}${name}`,
    source.slice(elements.end),
  ].join('');
}

function elementsOf(file: ts.SourceFile, list: string) {
  const declaration = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText() === list);
  const array = declaration?.initializer;
  return array && ts.isArrayLiteralExpression(array) ? array.elements : undefined;
}
