import { runAndKeep } from './run-and-keep.ts';

it('keeps what a command prints to both its streams, and its exit code', async () => {
  const script = "console.log('one'); console.error('two'); process.exitCode = 3;";
  const { status, output } = await runAndKeep(process.execPath, ['-e', script]);
  expect(status).toBe(3);
  expect(output.split('\n').toSorted()).toEqual(['', 'one', 'two']);
});

it('rejects a command that is not there', async () => {
  await expect(runAndKeep('no-such-command', [])).rejects.toMatchObject({ code: 'ENOENT' });
});
