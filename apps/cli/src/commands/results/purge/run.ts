import { buildContainer, KEEPER, PURGE_PARTS } from '../../../container.ts';
import { keptText, progressText, removedText } from '../../../keep/keeper.ts';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { failureText } from '../../../terminal/failure-text.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { withPart } from '../../../with-part.ts';
import { inUnits } from '../../config/in-units.ts';
import type { PurgeOptions } from '../options.ts';
import { purgeAll } from './purge-all.ts';

export async function runResultsPurge(options: PurgeOptions, io: Io): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  const { olderThan, yes = false } = options;
  if (olderThan === undefined) return applySettings(config, yes, io);
  return withPart(PURGE_PARTS, buildContainer(config, io, 'change'), (parts) =>
    purgeAll({ ...parts, before: Date.now() - olderThan, command: 'glyphwatch' }, { yes }, io),
  );
}

/** What each scan does when it ends, too. */
async function applySettings(config: Config, yes: boolean, io: Io): Promise<number> {
  const { results, matches, thumbnails } = config.keep;
  if (results === undefined && matches === undefined && thumbnails === undefined) {
    throw invalid(
      'How old? Add --older-than 400d, or write keep: { results: 400d, matches: 400d } into the settings.',
    );
  }
  if (!yes && !(await isAgreed(config, io))) return EXIT.done;
  return withPart(KEEPER, buildContainer(config, io, 'change'), async (keeper) => {
    const progress = new StatusLine(io.stderr, Date.now);
    const kept = await keeper
      .finish(undefined, (soFar) => progress.show(progressText(soFar)))
      .finally(() => progress.clear());
    const [removed, stays] = [removedText(kept), keptText(kept)];
    const nothing = stays === '' ? 'nothing is old enough' : 'nothing';
    await write(io.stdout, `Purged: ${removed || nothing}\n`);
    if (stays !== '') await write(io.stdout, `Old enough, and kept: ${stays}\n`);
    for (const failure of kept.failures)
      io.stderr.write(`glyphwatch: ${failureText(failure, io)}\n`);
    return kept.failures.length > 0 ? EXIT.failed : EXIT.done;
  });
}

async function isAgreed({ keep }: Config, io: Io): Promise<boolean> {
  if (!hasTerminal(io)) throw invalid('Purging asks first. Without a terminal, add --yes.');
  const ages = Object.entries(keep).map(([what, ms]) => `${what} ${inUnits(ms)}`);
  return confirm(
    `This deletes what is older than the settings keep: ${ages.join(', ')}.\n` +
      'Images and pictures stay, and are neither read nor told again while they are the same.\nPurge?',
    io,
  );
}
