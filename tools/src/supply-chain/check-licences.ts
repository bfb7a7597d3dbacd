// Checks the licence of every package that users install: `npm run licences`. Exits with 1 if one is not allowed.
import { licenceProblems } from './licence-problems.ts';
import { productionPackages, readLockFile } from './locked-packages.ts';

const ADVICE =
  'Use another package; or, if its licence asks for nothing more, allow it in tools/src/supply-chain/licence-problems.ts.';

const packages = productionPackages(readLockFile());
const problems = licenceProblems(packages);
if (problems.length > 0) {
  console.error([...problems, '', ADVICE].join('\n'));
  process.exitCode = 1;
} else {
  const byLicence = Map.groupBy(packages, ({ licence }) => licence ?? '');
  const rows = [...byLicence].toSorted(([, a], [, b]) => b.length - a.length);
  for (const [licence, { length }] of rows)
    console.log(`${String(length).padStart(4)}  ${licence}`);
  console.log(`${packages.length} packages that users install; every licence is allowed.`);
}
