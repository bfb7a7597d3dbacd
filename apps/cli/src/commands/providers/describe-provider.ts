import { checkAgainst, type Environment } from '@glyphwatch/document-reader';
import { type Abilities, fieldNames, type Provider, secretsFrom } from '@glyphwatch/provider';

export interface ProviderGroup {
  readonly title: string;
  /** The settings line that chooses one; absent where there is no choice. */
  readonly line?: 'detector' | 'store' | 'channels';
  readonly providers: readonly Provider<unknown, never>[];
}

export interface DescribedProvider extends Omit<Abilities, 'notShown' | 'ports'> {
  readonly name: string;
  readonly settings: readonly string[];
  /** What to set or fix before it works on this machine; absent if it cannot be chosen here at all. */
  readonly missing?: readonly string[];
}

export async function describeProvider(
  provider: Provider<unknown, never>,
  { line }: Pick<ProviderGroup, 'line'>,
  env: Environment,
): Promise<DescribedProvider> {
  const { notShown: _, ports: _ports, ...abilities } = provider.abilities;
  const canBeChosen = line !== undefined && abilities.hosts.includes('laptop');
  return {
    name: provider.name,
    ...abilities,
    settings: fieldNames(provider),
    ...(canBeChosen ? { missing: await missingFor(provider, env) } : {}),
  };
}

/** The provider's own checks need its settings, so missing settings are all there is to report at first. */
async function missingFor(
  provider: Provider<unknown, never>,
  env: Environment,
): Promise<readonly string[]> {
  const { value, mistakes } = checkAgainst({}, provider.schema(secretsFrom(env)));
  if (!value) {
    return mistakes.map(({ path, message }) =>
      path.length > 0 ? `the setting ${path.join('.')}` : message,
    );
  }
  const findings = await value.check();
  return findings
    .filter(({ state }) => state === 'problem')
    .map(({ message, fix }) => (fix === undefined ? message : `${message} (${fix})`));
}
