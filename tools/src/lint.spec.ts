import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './workspace.ts';

/** What lint says of a file with this text. */
function lint(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
    writeFileSync(join(folder, 'file.ts'), text);
    const args = ['oxlint', '--type-aware', '--config', '.oxlintrc.json', folder];
    return spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const STORE = 'declare function store(): Promise<void>;\n';

it('refuses a promise that nobody waits for, and takes one that is left on purpose', () => {
  expect(lint(`${STORE}store();\nexport {};\n`)).toContain('no-floating-promises');
  expect(lint(`${STORE}void store();\nexport {};\n`)).toContain('Found 0 warnings and 0 errors');
});
