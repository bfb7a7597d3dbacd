import { type Configured, couldNotCheck, type Finding, findingsOf } from '@glyphwatch/provider';
import { checkServer } from './check-server.ts';

export interface Chosen {
  /** The line of the settings that chooses it. */
  readonly line: string;
  readonly provider: Pick<
    Configured<unknown, never>,
    'name' | 'abilities' | 'settings' | 'check' | 'server'
  >;
}

/** At least one finding, so that everything chosen is seen. */
export async function checkChosen(
  { line, provider }: Chosen,
  folder: string,
): Promise<readonly Finding[]> {
  const label = `${line} (${provider.name})`;
  const { server } = provider;
  const allowPrivate = provider.settings()['allowPrivate'] === true;
  try {
    const findings = [
      ...(await provider.check(folder)).map((finding) => ({ ...finding, check: label })),
      ...(server === undefined ? [] : await checkServer(server, { allowPrivate, label })),
    ];
    return findings.length > 0 ? findings : [findingOfNone(label, provider)];
  } catch (error) {
    return [couldNotCheck(label, error)];
  }
}

function findingOfNone(label: string, { abilities }: Chosen['provider']): Finding {
  const { ok, unknown } = findingsOf(label);
  const { pricePerThousand = 0, needs = [] } = abilities;
  return pricePerThousand > 0 ? unknown(`needs ${needs.join('; ')}`) : ok('ready');
}
