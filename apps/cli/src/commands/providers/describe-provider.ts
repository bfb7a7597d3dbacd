import { checkAgainst, type Environment } from '@glyphwatch/document-reader';
import {
  type Abilities,
  absolutePath,
  fieldNames,
  type FindingState,
  type Provider,
  secretsFrom,
} from '@glyphwatch/provider';

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
  /** What works, but not as well as it could. */
  readonly warnings?: readonly string[];
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
    ...(canBeChosen ? await stateOf(provider, env) : {}),
  };
}

/** The provider's own checks need its settings, so missing settings are all there is to report at first. */
async function stateOf(
  provider: Provider<unknown, never>,
  env: Environment,
): Promise<Pick<DescribedProvider, 'missing' | 'warnings'>> {
  const { value, mistakes } = checkAgainst({}, provider.schema(secretsFrom(env), absolutePath));
  if (!value) {
    const missing = mistakes.map(({ path, message }) =>
      path.length > 0 ? `the setting ${path.join('.')}` : message,
    );
    return { missing };
  }
  const findings = await value.check();
  const saying = (wanted: FindingState) =>
    findings
      .filter(({ state }) => state === wanted)
      .map(({ message, fix }) => (fix === undefined ? message : `${message} (${fix})`));
  const warnings = saying('warning');
  return { missing: saying('problem'), ...(warnings.length > 0 ? { warnings } : {}) };
}
