import { findBinaries } from './find-binaries.ts';
import { startPostgres, type TestServer } from './local-postgres.ts';

const GIVEN = process.env['GLYPHWATCH_TEST_POSTGRES'];
const START_MS = 60_000;

/**
 * Specs that need a real server: the one at GLYPHWATCH_TEST_POSTGRES, which may create schemas, else one of their own. Where
 * PostgreSQL is not installed, they say so instead of running.
 */
export function describeWithServer(title: string, specs: (server: () => TestServer) => void): void {
  const binaries = findBinaries();
  if (!GIVEN && binaries === undefined) {
    const missing = `NOT TESTED, because PostgreSQL is not installed: ${title}`;
    process.stderr.write(`${missing}. Only PGlite was.\n`);
    it(missing, () => expect(findBinaries()).toBeUndefined());
    return;
  }
  describe(title, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = GIVEN ? given(GIVEN) : await startPostgres(binaries ?? '');
    }, START_MS);
    specs(() => server);
    // The last, because these run in the order in which they are given.
    afterAll(() => server.stop(), START_MS);
  });
}

function given(url: string): TestServer {
  return { url, port: Number(new URL(url).port || 5432), stop: async () => {} };
}
