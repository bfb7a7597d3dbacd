import type { Tree } from '@nx/devkit';
import { PORTS, type PortSketch } from './ports.ts';
import { readPort, type PortSignatures } from './read-port.ts';

export type Platform = 'any' | 'aws' | 'local';

export interface AdapterOptions {
  readonly name: string;
  readonly port: string;
  readonly platform?: Platform;
}

export interface Adapter {
  /** Of the library: `paddle-text-detector`. */
  readonly name: string;
  /** In a settings file: `paddle`. */
  readonly providerName: string;
  /** In code: `paddle`. */
  readonly identifier: string;
  readonly className: string;
  readonly sketch: PortSketch;
  readonly signatures: PortSignatures;
  readonly root: string;
  readonly platform: Platform;
}

export const PORTS_FILE = 'libs/domain/src/ports.ts';

export function describeAdapter(
  tree: Tree,
  { name, port, platform = 'local' }: AdapterOptions,
): Adapter {
  const sketch = PORTS[port];
  if (!sketch)
    throw new Error(`Unknown port ${port}. Choose from ${Object.keys(PORTS).join(', ')}.`);
  if (!name.endsWith(`-${port}`))
    throw new Error(`The name must end in -${port}: for example, ${name}-${port}.`);
  const root = `libs/adapters/${platform}/${name}`;
  if (tree.exists(root)) throw new Error(`${root} already exists. Choose another name.`);
  const providerName = name.slice(0, -`-${port}`.length);
  return {
    name,
    providerName,
    identifier: camelCase(providerName),
    className: pascalCase(name),
    sketch,
    signatures: readPort(tree.read(PORTS_FILE, 'utf8') ?? '', sketch.interfaceName),
    root,
    platform,
  };
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function pascalCase(name: string): string {
  return camelCase(`-${name}`);
}
