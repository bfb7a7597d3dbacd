import { dirname, join, relative } from 'node:path';
import type { Abilities } from '@glyphwatch/provider';
import { repositoryFiles, ROOT } from '../workspace.ts';

/** A provider and the folder of its library. */
export interface ListedProvider {
  readonly name: string;
  readonly abilities: Abilities;
  readonly folder: string;
}

const ADAPTERS = 'libs/adapters';

/** Every provider of the workspace; reading one loads no client. */
export async function readProviders(): Promise<ListedProvider[]> {
  const files = repositoryFiles(`${ADAPTERS}/*/src/provider.ts`, 'libs/domain/src/*/provider.ts');
  const listed = files.map(async (file) => {
    const module = (await import(join(ROOT, file))) as Readonly<Record<string, unknown>>;
    const folder = folderOf(file);
    return Object.values(module)
      .filter(isProvider)
      .map(({ name, abilities }) => ({ name, abilities, folder }));
  });
  return (await Promise.all(listed)).flat();
}

/** The link in the README of adapters. */
export function folderOf(file: string): string {
  return relative(ADAPTERS, dirname(file).replace(/\/src$/, ''));
}

function isProvider(value: unknown): value is { name: string; abilities: Abilities } {
  return typeof value === 'object' && value !== null && 'abilities' in value;
}
