import ts from 'typescript';

export interface FoundFunction {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/**
 * Every function with a body, inner ones too, whose lines then count for both. An arrow that is only an expression, such
 * as a callback of `map`, is not one: there are so many that they would hide how long the others are.
 */
export function functionsIn(source: string): FoundFunction[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number): number =>
    file.getLineAndCharacterOfPosition(position).line + 1;
  const found: FoundFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && bodyOf(node)) {
      const line = lineAt(node.getStart());
      found.push({ name: nameOf(node), line, lines: lineAt(node.end) - line + 1 });
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function bodyOf(node: ts.SignatureDeclaration): ts.Block | undefined {
  const body = 'body' in node ? node.body : undefined;
  return body && ts.isBlock(body) ? body : undefined;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const { parent } = node;
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name.getText() : '(anonymous)';
}
