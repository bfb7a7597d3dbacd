import { dirname, resolve } from 'node:path';
import { isGlyphwatchError, messageForUsers } from '@glyphwatch/domain';
import { addressOf, FileImage } from '@glyphwatch/file-image-source';
import {
  type Configured,
  type DetectorParts,
  type Finding,
  findingsOf,
  type OpenedDetector,
} from '@glyphwatch/provider';
import type { Config } from '../../settings/read-config.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { sendTest } from '../notify/test/send-test.ts';
import type { Chosen } from './check-chosen.ts';

const SAMPLE = resolve(import.meta.dirname, '../../../samples/screens/terminal.png');

/** Reads one sample picture, which costs what others cost. */
export async function probeDetector(
  { name, open }: Configured<OpenedDetector, DetectorParts>,
  { maxBytes }: Config,
): Promise<Finding> {
  const { ok, warning, problem } = findingsOf(`probe (${name})`);
  let detector: OpenedDetector | undefined;
  try {
    detector = await open({ parallel: 1, maxBytes });
    const image = { path: SAMPLE, address: addressOf(SAMPLE, dirname(SAMPLE)) };
    const { lines } = await detector.detectText(new FileImage(image, { maxBytes }));
    return lines.length > 0
      ? ok(`read ${count(lines.length, 'line')} of a sample picture`)
      : warning('read no text in a sample picture that has some');
  } catch (error) {
    if (!isGlyphwatchError(error)) throw error;
    return problem(messageForUsers(error));
  } finally {
    await detector?.[Symbol.asyncDispose]?.();
  }
}

/** Sends one message that is marked as a test. */
export async function probeChannel(
  channel: Config['channels'][number],
  { stderr }: Io,
): Promise<Finding> {
  const { ok, problem } = findingsOf(`probe (channel ${channel.name})`);
  const { answer, failure } = await sendTest(channel, stderr, 'glyphwatch doctor --probe');
  if (failure === undefined) return ok(`a test message was sent${answered(answer)}`);
  if (!isGlyphwatchError(failure)) throw failure;
  return problem(`${messageForUsers(failure)}${answered(answer)}`);
}

function answered(answer: string | undefined): string {
  return answer === undefined ? '' : `; it answered: ${answer}`;
}

/** What can only be known by paying or by being heard. */
export function whatIsNotProbed(chosen: readonly Chosen[]): readonly Finding[] {
  const isRemote = ({ provider: { server, abilities } }: Chosen): boolean =>
    server !== undefined || (abilities.pricePerThousand ?? 0) > 0;
  const names = chosen.filter(isRemote).map(({ provider }) => provider.name);
  if (names.length === 0) return [];
  const message = `whether ${[...new Set(names)].join(', ')} would accept keys and messages was not tried`;
  return [
    findingsOf('probe').unknown(message, 'glyphwatch doctor --probe, which costs or is seen'),
  ];
}
