import type { DescribedProvider, ProviderGroup } from './describe-provider.ts';

const INDENT = 16;
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });

interface DescribedGroup extends Omit<ProviderGroup, 'providers'> {
  readonly providers: readonly DescribedProvider[];
}

export function providerRows({ title, line, providers }: DescribedGroup): string {
  const heading = line === undefined ? title : `${title} (${line}: …)`;
  return `${heading}\n${providers.map(rowsOf).join('')}`;
}

function rowsOf(provider: DescribedProvider): string {
  const { name, summary, languages, limits, needs, missing, warnings } = provider;
  const facts: [label: string, content: readonly string[] | undefined][] = [
    ['reads', languages?.map((tag) => LANGUAGES.of(tag) ?? tag)],
    ['limits', limits],
    ['needs', needs],
    ['missing', missing],
    ['warnings', warnings],
  ];
  return [
    `  ${name.padEnd(INDENT - 2)}${summary}`,
    `${' '.repeat(INDENT)}${whereAndPrice(provider)}`,
    ...facts.flatMap(([label, content = []]) =>
      content.length > 0 ? [`${' '.repeat(INDENT)}${label}: ${content.join('; ')}`] : [],
    ),
    '',
  ].join('\n');
}

const HOSTS = { laptop: 'this machine', function: 'deployed function' } as const;

function whereAndPrice({ hosts, pricePerThousand }: DescribedProvider): string {
  const where = hosts.map((host) => HOSTS[host]).join(' and ');
  if (pricePerThousand === undefined) return where;
  const price = pricePerThousand === 0 ? 'free' : `$${pricePerThousand} per 1,000`;
  return `${where} · ${price}`;
}
