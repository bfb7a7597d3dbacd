import { execFileSync } from 'node:child_process';
import { failureOf } from '@glyphwatch/domain/contracts';
import { runCommand } from './run-command.ts';

const shell = (script: string, input?: Uint8Array) => runCommand('/bin/sh', ['-c', script], input);

it('passes input on and gives both outputs', async () => {
  const done = await shell('cat; echo said >&2', Buffer.from('given'));
  expect(done).toEqual({ stdout: 'given', stderr: 'said\n' });
});

it('is not interrupted by Ctrl-C, which goes to a whole group of processes', async () => {
  const group = (pid: string) => `ps -o pgid= -p ${pid}`;
  const own = execFileSync('/bin/sh', ['-c', group(String(process.pid))], { encoding: 'utf8' });
  const { stdout } = await shell(group('$$'));
  expect(stdout.trim()).not.toBe(own.trim());
});

it('says how a command ended that takes no input', async () => {
  const failing = shell('exit 3', Buffer.alloc(1_000_000));
  expect((await failureOf(failing, 'detector-unavailable')).message).toContain('ended with 3');
});

it('repeats no more than the start of what a command complains about', async () => {
  const failing = shell('yes complaint | head -c 5000 >&2; exit 1');
  expect((await failureOf(failing, 'detector-unavailable')).message.length).toBeLessThan(300);
});

it('keeps nothing waiting when there is no such command', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await failureOf(runCommand('/nowhere/tesseract', []), 'detector-misconfigured');
  expect(timers()).toBe(before);
});
