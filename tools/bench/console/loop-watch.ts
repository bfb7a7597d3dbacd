// Loaded by --import into the command that is measured. Asked by a message, it answers with the longest turn of the event loop of the
// main thread since it was asked last, in milliseconds: by the clock, and of CPU time, which neighbours on the machine do not lengthen.
import { isMainThread } from 'node:worker_threads';

const LOOK_MS = 1;

if (isMainThread && process.channel) {
  let [wall, cpu] = [0, 0];
  let [wallAt, cpuAt] = [performance.now(), cpuMs()];
  const look = (): void => {
    const [nowWall, nowCpu] = [performance.now(), cpuMs()];
    wall = Math.max(wall, nowWall - wallAt - LOOK_MS);
    cpu = Math.max(cpu, nowCpu - cpuAt);
    [wallAt, cpuAt] = [nowWall, nowCpu];
  };
  let timer: NodeJS.Timeout | undefined;
  process.on('message', (asked) => {
    if (timer) process.send?.({ wall, cpu });
    clearInterval(timer);
    timer = asked === 'stop' ? undefined : setInterval(look, LOOK_MS).unref();
    [wall, cpu] = [0, 0];
    [wallAt, cpuAt] = [performance.now(), cpuMs()];
  });
  process.channel.unref();
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
