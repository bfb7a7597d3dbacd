import { randomBytes } from 'node:crypto';
import { suggestion } from '@glyphwatch/document-reader';
import { MAX_SILENCE_MS, type Deliveries, type Silence } from '@glyphwatch/domain';
import { EXIT } from '../../terminal/exit-codes.ts';
import { invalid } from '../../terminal/invalid.ts';
import { type Io, write } from '../../terminal/io.ts';
import { showText } from '../../terminal/show.ts';
import { whoIs } from '../deliveries/who.ts';
import type { SilenceOptions } from './options.ts';

export async function silence(
  deliveries: Deliveries,
  what: Pick<Silence, 'of' | 'value'>,
  options: SilenceOptions,
  { stdout, command, zone }: Io & InZone & { readonly command: string },
): Promise<number> {
  if (options.for > MAX_SILENCE_MS) throw invalid('A silence lasts 30 days at most.');
  const from = await deliveries.now();
  const until = from + options.for;
  const id = `s-${randomBytes(2).toString('hex')}`;
  const by = whoIs(options.by);
  const { evenIfCritical = false, because: why } = options;
  await deliveries.silence({
    ...{ ...what, id, from, until, by, why },
    ...(evenIfCritical ? { evenIfCritical } : {}),
  });
  const critical = evenIfCritical ? '' : ', critical ones at once';
  await write(
    stdout,
    `Silenced until ${timeOf(until, zone)} (${showText(by)}); told then${critical}. End it sooner: ${command} silence end ${id}\n`,
  );
  return EXIT.done;
}

/** Whoever is silenced by mistake for another rule or channel would not hear of it. */
export function warnOfUnknown(
  { of, value }: Pick<Silence, 'of' | 'value'>,
  known: readonly string[] = [],
  { stderr }: Pick<Io, 'stderr'>,
): void {
  if (known.length === 0 || known.includes(value)) return;
  stderr.write(
    `glyphwatch: the settings here have no ${of} ${showText(value)}${suggestion(value, known)}\n`,
  );
}

export async function listSilences(
  deliveries: Deliveries,
  { stdout, zone }: Io & InZone,
): Promise<number> {
  const silences = await deliveries.silences();
  const rows = silences.map(({ id, of, value, until, by, why, evenIfCritical }) => {
    const critical = evenIfCritical ? ', even if critical' : '';
    return `${id}  ${of} ${showText(value)}  until ${timeOf(until, zone)}${critical}  ${showText(by)}: ${showText(why)}\n`;
  });
  await write(stdout, rows.length === 0 ? 'No silence is in force.\n' : rows.join(''));
  return EXIT.done;
}

export async function endSilence(
  deliveries: Deliveries,
  id: string,
  command: string,
  { stdout }: Io,
): Promise<number> {
  if (!(await deliveries.endSilence(id))) {
    throw invalid(`No silence ${showText(id)} is in force. See them with: ${command} silence list`);
  }
  await write(stdout, 'Ended; what it held back is told with the next run.\n');
  return EXIT.done;
}

interface InZone {
  readonly zone: string | undefined;
}

/** `2026-11-30 16:05 Europe/Berlin` */
function timeOf(time: number, zone = 'UTC'): string {
  const shown = new Intl.DateTimeFormat('sv', {
    ...{ dateStyle: 'short', timeStyle: 'short', timeZone: zone },
  });
  return `${shown.format(time)} ${zone}`;
}
