import { findCircles } from './find-circles.ts';
import { readImports, specifiers, withinRepository } from './imports.ts';

const imports = withinRepository(readImports());

it('follows relative paths and the packages of the workspace', () => {
  expect(imports.get('libs/adapters/local/sqlite-result-store/src/sqlite-result-store.ts')).toEqual(
    expect.arrayContaining(['libs/domain/src/index.ts']),
  );
  expect(imports.get('libs/domain/src/index.ts')).toContain('libs/domain/src/ports.ts');
});

it('sees imports by value, by type and lazy ones, and nothing in comments or strings', () => {
  const source = `
    import { a } from './a.ts';
    import type { B } from './b.ts';
    export * from './c.ts';
    type D = import('./d.ts').D;
    const e = () => import('./e.ts');
    // import './comment.ts';
    const text = "import './string.ts'";`;
  expect(specifiers(source)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts']);
});

it('finds planted circles: of two, of three, and of one with itself', () => {
  const planted = new Map([
    ['start', ['a']],
    ['a', ['b']],
    ['b', ['a', 'c']],
    ['c', ['d']],
    ['d', ['e']],
    ['e', ['c']],
    ['self', ['self']],
  ]);
  expect(findCircles(planted)).toEqual(['c → d → e → c', 'a → b → a', 'self → self']);
});

it('finds no import cycle', () => {
  expect(findCircles(imports)).toEqual([]);
});
