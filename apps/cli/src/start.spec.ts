import { EXIT } from './terminal/exit-codes.ts';
import { glyphwatch, inTemporaryFolder, type Run } from './testing/run-command.ts';

/** Makes the command say on stderr, when it ends, what it ran with. */
const TELL = `data:text/javascript,process.on('exit', () => {
  const { env, argv, execArgv } = process;
  const cache = env.NODE_COMPILE_CACHE;
  process.stderr.write('\\n' + JSON.stringify({ arenas: env.MALLOC_ARENA_MAX, cache, argv, execArgv }));
});`;
const NODE_OPTIONS = ['--stack-size=900', '--import', TELL];
/** Elsewhere, memory is not glibc's. */
const ONE = process.platform === 'linux' ? '1' : undefined;

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> =>
  glyphwatch(args, { nodeOptions: NODE_OPTIONS, env });
const told = ({ err }: Run) => JSON.parse(err.slice(err.lastIndexOf('\n')));

it('reads images with one heap for all threads, and all else as it was called', async () => {
  await inTemporaryFolder(async (folder) => {
    const args = ['scan', folder, 'a b', '--no-store', '--no-rules'];
    const done = await run(args);
    expect(told(done)).toMatchObject({ arenas: ONE, execArgv: NODE_OPTIONS });
    expect(told(done).argv.slice(2)).toEqual(args);
  });
});

it('keeps what the caller has set', async () => {
  const done = await run(['scan', '/nowhere', '--no-store'], {
    MALLOC_ARENA_MAX: '4',
    NODE_COMPILE_CACHE: '/tmp/mine',
  });
  expect(told(done)).toMatchObject({ arenas: '4', cache: '/tmp/mine' });
});

it('starts once for commands that read no images', async () => {
  const done = await run(['rules', '--help']);
  expect(done.code).toBe(EXIT.done);
  expect(told(done).arenas).toBeUndefined();
});

it('passes on exit codes', async () => {
  expect((await run(['scan', '/nowhere', '--no-store', '--no-rules'])).code).toBe(EXIT.failed);
  expect((await run(['scan', '--nonsense'])).code).toBe(EXIT.invalid);
});

it('gives threads the cache of compiled code', async () => {
  const done = await run(['rules', '--help'], { NODE_COMPILE_CACHE: undefined });
  expect(told(done).cache).toMatch(/node_modules.\.cache.glyphwatch$/);
});
