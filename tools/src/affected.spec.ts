import { nx } from './workspace.ts';

function affectedBy(file: string): string[] {
  return JSON.parse(nx('show', 'projects', '--affected', '--files', file, '--json')) as string[];
}

it('tests everything that depends on the domain when the domain changes', () => {
  const affected = affectedBy('libs/domain/src/errors.ts');
  expect(affected).toEqual(
    expect.arrayContaining(['domain', 'watchlist', 'sqlite-result-store', 'cli']),
  );
}, 60_000);

it('tests one adapter and what uses it when that adapter changes', () => {
  const affected = affectedBy('libs/adapters/local/sqlite-result-store/src/index.ts');
  expect(affected).toEqual(expect.arrayContaining(['sqlite-result-store', 'cli']));
  expect(affected).not.toEqual(expect.arrayContaining(['domain']));
  expect(affected.filter((project) => /notifier|onnx|watchlist|in-memory/.test(project))).toEqual(
    [],
  );
}, 60_000);
