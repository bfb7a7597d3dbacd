import { functionsIn } from './functions-in.ts';
import { measureStructure } from './measure-structure.ts';

const LIMITS = { medianFile: 60, p90: 18, longest: 60 };

it('keeps files and functions short', () => {
  const { files, medianFile, functions, longest } = measureStructure();
  expect(files).toBeGreaterThan(300);
  expect(medianFile).toBeLessThanOrEqual(LIMITS.medianFile);
  expect(functions.p90).toBeLessThanOrEqual(LIMITS.p90);
  expect(longest.filter(({ lines }) => lines > LIMITS.longest)).toEqual([]);
});

it('counts functions, methods, constructors, accessors and inner functions, but no bare callbacks', () => {
  const source = `function outer() {
  const inner = () => {
    return [1].map((one) => one);
  };
}
class Some {
  constructor() {}
  get value() { return 1; }
  method(): void {
  }
}
declare function declared(): void;
interface Port { method(): void }
run(async () => {
});`;
  expect(functionsIn(source)).toEqual([
    { name: 'outer', line: 1, lines: 5 },
    { name: 'inner', line: 2, lines: 3 },
    { name: 'constructor', line: 7, lines: 1 },
    { name: 'value', line: 8, lines: 1 },
    { name: 'method', line: 9, lines: 2 },
    { name: '(anonymous)', line: 14, lines: 2 },
  ]);
});
