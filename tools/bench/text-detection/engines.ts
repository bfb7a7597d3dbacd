import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DetectTextCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { startRekognitionLocal } from '@glyphwatch/rekognition-local';

/** What an engine read in each file, and the resources it used. */
export interface Reading {
  readonly textOf: ReadonlyMap<string, string>;
  readonly cpuSeconds: number;
  readonly peakMb?: number;
}

const COMMAND = join(import.meta.dirname, '../../../apps/cli/bin/glyphwatch.js');
const LONGEST_OUTPUT = 256 * 1024 * 1024;

type Usage = Required<Pick<Reading, 'cpuSeconds' | 'peakMb'>>;

/**
 * Of `resourceUsage`, Linux counts the parent's memory as the child's, so that its own record is read there; the CPU time of its
 * children is in another, in hundredths of a second.
 */
const TELL_USAGE = (file: string): string => `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const peakMb = Number(/^VmHWM:\\s+(\\d+)/m.exec(status)?.[1] ?? maxRSS) / 1024;
  const stat = existsSync('/proc/self/stat') ? readFileSync('/proc/self/stat', 'utf8') : '';
  const [ofChildren = 0, inKernel = 0] = stat.split(' ').slice(15, 17).map(Number);
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6 + (ofChildren + inKernel) / 100;
  writeFileSync(new URL('${pathToFileURL(file).href}'), JSON.stringify({ cpuSeconds, peakMb }));
});`;

/**
 * The real command, one image at a time; its CPU time includes starting and loading the models. `detector` is the line of the
 * settings file.
 */
export function readWithGlyphwatch(
  files: readonly string[],
  detector: unknown = { name: 'onnx' },
): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
  try {
    const usageFile = join(folder, 'usage.json');
    const preload = `data:text/javascript,${encodeURIComponent(TELL_USAGE(usageFile))}`;
    const settings = join(folder, 'glyphwatch.yaml');
    writeFileSync(settings, JSON.stringify({ detector }));
    const options = [
      '--config',
      settings,
      '--no-store',
      '--no-rules',
      '--format',
      'jsonl',
      '--workers',
      '1',
    ];
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--import', preload, COMMAND, 'scan', ...options, '--', ...files],
      { encoding: 'utf8', maxBuffer: LONGEST_OUTPUT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    if (status !== 0) throw new Error(`glyphwatch scan exited with code ${status}`);
    const { cpuSeconds, peakMb } = JSON.parse(readFileSync(usageFile, 'utf8')) as Usage;
    const textOf = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { image: string; lines: { text: string }[] })
        .map(({ image, lines }) => [image, lines.map(({ text }) => text).join('\n')]),
    );
    return { textOf, cpuSeconds, peakMb };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The Tesseract command with one thread and one process per image, as people use it. */
export function readWithTesseract(files: readonly string[]): Reading {
  let cpuSeconds = 0;
  const textOf = new Map<string, string>();
  for (const file of files) {
    // The shell's `times` prints the CPU time of its children as its second line.
    const { stdout, stderr, error } = spawnSync(
      'sh',
      ['-c', 'tesseract "$1" stdout --psm 3 2>/dev/null; times >&2', 'sh', file],
      {
        encoding: 'utf8',
        env: { ...process.env, OMP_THREAD_LIMIT: '1' },
        maxBuffer: LONGEST_OUTPUT,
      },
    );
    if (error) throw error;
    const children = stderr.trim().split('\n').at(-1) ?? '';
    for (const [, minutes, seconds] of children.matchAll(/(\d+)m([\d.]+)s/g)) {
      cpuSeconds += Number(minutes) * 60 + Number(seconds);
    }
    textOf.set(file, stdout);
  }
  return { textOf, cpuSeconds };
}

/** Rekognition's wire and limits with what onnx reads; its server runs in this process. */
export async function readWithRekognitionLocal(files: readonly string[]): Promise<Reading> {
  const server = await startRekognitionLocal({ port: 0 });
  const client = new RekognitionClient({
    region: 'us-east-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
  });
  try {
    const before = process.cpuUsage();
    const textOf = new Map<string, string>();
    for (const file of files) {
      const command = new DetectTextCommand({
        Image: { Bytes: readFileSync(file) },
        Filters: { WordFilter: { MinConfidence: 30 } },
      });
      // Refused images count as unread.
      const { TextDetections = [] } = await client.send(command).catch((error: unknown) => {
        console.error(`${file}: ${String(error)}`);
        return { TextDetections: [] };
      });
      const lines = TextDetections.filter(({ Type }) => Type === 'LINE');
      textOf.set(file, lines.map(({ DetectedText = '' }) => DetectedText).join('\n'));
    }
    const { user, system } = process.cpuUsage(before);
    return { textOf, cpuSeconds: (user + system) / 1e6 };
  } finally {
    client.destroy();
    await server.close();
  }
}
