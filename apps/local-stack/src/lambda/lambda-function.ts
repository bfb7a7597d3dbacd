import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RUNTIME_LOOP, type RuntimeApi, startRuntimeApi } from '@glyphwatch/pipeline/testing';
import { memoryFlags } from './memory-flags.ts';
import type { FunctionResource } from '../template/read-resources.ts';

export interface LambdaOptions {
  /** The unpacked asset. */
  readonly codeFolder: string;
  /** The address of all services. */
  readonly endpoint: string;
  readonly region: string;
  /** The name of the function's role. */
  readonly accessKeyId: string;
  /** Called with each line that it logs. */
  readonly onLog: (line: string) => void;
}

interface ExecutionEnvironment {
  readonly api: RuntimeApi;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  isBusy: boolean;
}

/** A function of the template. Each execution environment is a process with a Lambda Runtime API of its own. */
export class LambdaFunction {
  readonly resource: FunctionResource;
  readonly #options: LambdaOptions;
  readonly #environments = new Set<ExecutionEnvironment>();
  #peakBytes = 0;
  /** Processes started so far. */
  started = 0;

  constructor(resource: FunctionResource, options: LambdaOptions) {
    this.resource = resource;
    this.#options = options;
  }

  /** Uses an idle process, else starts one. Rejects when the function fails, dies or times out. */
  async invoke(event: unknown): Promise<unknown> {
    const environment = await this.#take();
    const { timeoutSeconds, name } = this.resource;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        environment.child.kill('SIGKILL');
        reject(new Error(`${name} timed out after ${timeoutSeconds} s`));
      }, timeoutSeconds * 1000);
    });
    const died = environment.ended.then(() => {
      throw new Error(`${name} exited while handling an event`);
    });
    try {
      return await Promise.race([environment.api.invoke(event), late, died]);
    } finally {
      clearTimeout(timer);
      environment.isBusy = false;
      this.#measure(environment);
    }
  }

  /** Kills its processes at once. */
  async crash(): Promise<void> {
    const dying = [...this.#environments];
    for (const { child } of dying) child.kill('SIGKILL');
    await Promise.all(dying.map(({ ended }) => ended));
  }

  /** The highest resident memory of any of its processes; 0 without /proc. */
  get peakBytes(): number {
    for (const environment of this.#environments) this.#measure(environment);
    return this.#peakBytes;
  }

  /** Resident memory of its largest process. */
  get residentBytes(): number {
    return Math.max(0, ...[...this.#environments].map(({ child }) => memoryOf(child, 'VmRSS')));
  }

  /** User and system CPU time of its running processes, seconds. */
  get cpuSeconds(): number {
    return [...this.#environments].reduce((sum, { child }) => sum + cpuSecondsOf(child), 0);
  }

  #measure({ child }: ExecutionEnvironment): void {
    this.#peakBytes = Math.max(this.#peakBytes, memoryOf(child, 'VmHWM'));
  }

  async #take(): Promise<ExecutionEnvironment> {
    for (const environment of this.#environments) {
      if (environment.isBusy) continue;
      environment.isBusy = true;
      return environment;
    }
    return this.#start();
  }

  async #start(): Promise<ExecutionEnvironment> {
    const { handler, timeoutSeconds, memoryMb, environment: variables } = this.resource;
    const { codeFolder, onLog } = this.#options;
    const [file = '', name] = handler.split('.');
    if (name !== 'handler')
      throw new Error(`The handler ${handler} must be an export called "handler".`);
    const api = await startRuntimeApi({ timeMs: timeoutSeconds * 1000 });
    const child = spawn(
      process.execPath,
      [
        ...memoryFlags(memoryMb, variables['NODE_OPTIONS']),
        RUNTIME_LOOP,
        join(codeFolder, `${file}.js`),
      ],
      { env: this.#env(api), cwd: codeFolder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', onLog);
    }
    this.started += 1;
    const ended = once(child, 'exit');
    const environment = { api, child, ended, isBusy: true };
    this.#environments.add(environment);
    void ended.then(() => {
      api.close();
      this.#environments.delete(environment);
    });
    return environment;
  }

  /** The template's variables and those that Lambda adds; none of this process. */
  #env({ address }: RuntimeApi): Record<string, string> {
    const { name, memoryMb, handler, environment, logGroup } = this.resource;
    const { endpoint, region, accessKeyId, codeFolder } = this.#options;
    return {
      ...environment,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_LAMBDA_RUNTIME_API: address,
      LAMBDA_TASK_ROOT: codeFolder,
      _HANDLER: handler,
      TZ: ':UTC',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_ENDPOINT_URL: endpoint,
    };
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function memoryOf({ pid }: ChildProcess, field: 'VmHWM' | 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** USER_HZ, the same on every Linux. */
const TICKS_PER_SECOND = 100;

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuSecondsOf({ pid }: ChildProcess): number {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ').map(Number);
    return ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
