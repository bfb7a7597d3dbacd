import { suggestion } from '@glyphwatch/document-reader';
import type { ResultWithoutText } from '@glyphwatch/domain';
import type { Config } from '../../settings/read-config.ts';
import { invalid } from '../../terminal/invalid.ts';
import { showText } from '../../terminal/show.ts';
import type { Filters } from './condition-of.ts';
import { imageIdNamed } from './image-id-named.ts';
import type { FilterOptions } from './options.ts';

const EVERYONE = 'default';

/** For results on this machine: paths start in the current folder, channels are those of the settings. */
export async function filtersHere(
  { path, channel }: Pick<FilterOptions, 'path' | 'channel'>,
  config: Config,
  cwd: string,
): Promise<Filters> {
  return {
    ...(path === undefined ? {} : { isNamed: await namedBy([path], cwd) }),
    ...(channel === undefined ? {} : { channels: receiversOf(channel, config) }),
  };
}

/** Whether one of these paths or globs names an image, or a folder around it. */
export async function namedBy(
  paths: readonly string[],
  cwd: string,
): Promise<(result: Pick<ResultWithoutText, 'imageId'>) => boolean> {
  // Rules and this command understand globs alike.
  const { compileGlob } = await import('./globs.ts');
  const globs = paths
    .map((path) => imageIdNamed(path, cwd))
    .flatMap((path) => [compileGlob(path), compileGlob(`${path.replace(/\/$/, '')}/**`)]);
  return ({ imageId }) => globs.some((isNamed) => isNamed(imageId));
}

/** Without channels in the settings, any name will do. */
function receiversOf(channel: string, { channels: known }: Config): readonly string[] {
  if (channel === EVERYONE || known.length === 0) return [channel];
  const found = known.find(({ name }) => name === channel);
  if (found) return found.isDefault ? [channel, EVERYONE] : [channel];
  const names = known.map(({ name }) => name);
  throw invalid(`The settings name no channel "${showText(channel)}"${suggestion(channel, names)}`);
}
