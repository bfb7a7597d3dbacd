import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pngOf } from '../testing/picture.ts';
import { glyphwatch, inTemporaryFolder } from '../testing/run-command.ts';
import { EXIT } from './exit-codes.ts';

const SLOW = 60_000;
/** Nobody listens on port 1. */
const SETTINGS = `
channels:
  hooks: { type: webhook, url: "http://127.0.0.1:1/", secretFrom: HOOK, allowPrivate: true, allowHttp: true }
`;
const env = { HOOK: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

it(
  'shows with --debug what led to a failure, and otherwise not',
  () =>
    inTemporaryFolder(async (cwd) => {
      writeFileSync(join(cwd, 'gate.png'), await pngOf(['KEEP OUT']));
      writeFileSync(join(cwd, 'watch-rules.yaml'), 'rules: [{ id: gate, match: KEEP OUT }]\n');
      writeFileSync(join(cwd, 'glyphwatch.yaml'), SETTINGS);
      const plain = await glyphwatch(['scan', 'gate.png'], { cwd, env });
      const debugged = await glyphwatch(['scan', 'gate.png', '--debug'], { cwd, env });
      for (const { code, err } of [plain, debugged]) {
        expect(code).toBe(EXIT.failed);
        expect(err.match(/channel hooks: 1 notification is still to be sent/g)).toHaveLength(1);
      }
      expect(plain.err).not.toContain('because of');
      expect(debugged.err).toMatch(/\n {2}because of .*ECONNREFUSED/);
    }),
  SLOW,
);

it(
  'shows the cause of what ends a command, too',
  async () => {
    const { code, err } = await glyphwatch(['--debug', 'config', '--config', 'none.yaml']);
    expect(code).toBe(EXIT.invalid);
    expect(err).toMatch(/none\.yaml cannot be read.*\n {2}because of Error \(ENOENT\)/);
  },
  SLOW,
);
