import type { ProjectGraph } from './workspace.ts';

/** Which kinds of project each kind may use. Lint checks the same; this one cannot skip itself. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  'scope:domain': [],
  'scope:documents': ['scope:domain'],
  'scope:text': ['scope:domain'],
  'scope:picture': ['scope:domain', 'scope:text'],
  'scope:failures': ['scope:domain'],
  'scope:watchlist': ['scope:domain', 'scope:documents'],
  'scope:provider': ['scope:domain', 'scope:documents'],
  'scope:adapter': [
    'scope:domain',
    'scope:documents',
    'scope:text',
    'scope:picture',
    'scope:failures',
    'scope:watchlist',
    'scope:provider',
  ],
  'scope:app': [
    'scope:domain',
    'scope:documents',
    'scope:text',
    'scope:picture',
    'scope:failures',
    'scope:watchlist',
    'scope:adapter',
    'scope:provider',
  ],
  // Puts apps together, to try them as a whole; no other project may use an app.
  'scope:stack': [
    'scope:domain',
    'scope:documents',
    'scope:text',
    'scope:picture',
    'scope:failures',
    'scope:watchlist',
    'scope:adapter',
    'scope:provider',
    'scope:app',
  ],
};

/** Every arrow that points the wrong way, as `from → to`. Tools may use everything. */
export function wrongArrows({ nodes, dependencies }: ProjectGraph): string[] {
  const scopeOf = (project: string): string =>
    nodes[project]?.data.tags.find((tag) => tag.startsWith('scope:')) ?? 'scope:none';
  return (
    Object.values(dependencies)
      .flat()
      // What only has to be built before (infra deploys the pipeline's bundle) is no import.
      .filter(({ type }) => type !== 'implicit')
      .filter(({ target }) => nodes[target] !== undefined)
      .filter(({ source, target }) => {
        const from = scopeOf(source);
        return from !== 'scope:tools' && !MAY_USE[from]?.includes(scopeOf(target));
      })
      .map(({ source, target }) => `${source} → ${target}`)
  );
}
