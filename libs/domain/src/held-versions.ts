import type { ResultStore } from './ports.ts';

/** Contents of images that are held, also earlier ones that a rule matched. */
export async function heldVersions(
  results: Pick<ResultStore, 'holds' | 'find' | 'listMatches'>,
): Promise<ReadonlySet<string>> {
  const versions = new Set<string>();
  for (const { of, value } of await results.holds()) {
    if (of === 'rule') {
      for await (const version of versionsMatchedBy(value, results)) versions.add(version);
      continue;
    }
    const result = await results.find(value);
    if (result) versions.add(result.version);
  }
  return versions;
}

async function* versionsMatchedBy(
  ruleId: string,
  results: Pick<ResultStore, 'listMatches'>,
): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await results.listMatches(ruleId, { limit: 1000, ...from });
    for (const { version } of page.items) yield version;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
