import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

it('loads at most 40 KB for a first look, the editor apart', () => {
  // It ends with 1, and so throws, where it is more.
  const said = execFileSync(process.execPath, [join(import.meta.dirname, '../sizes.mjs')], {
    encoding: 'utf8',
  });
  expect(said).toMatch(/^First load: 3\d{4} bytes/);
  expect(said).toMatch(/Later[^]*rule-editor/);
});
