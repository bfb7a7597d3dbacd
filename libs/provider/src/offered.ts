import type { Host } from './abilities.ts';
import type { Provider } from './provider.ts';
import { absolutePath } from './path.ts';
import { variableName } from './secret.ts';

/** The providers that run on this host. */
export function offered<Port, Parts>(
  providers: readonly Provider<Port, Parts>[],
  host: Host,
): readonly Provider<Port, Parts>[] {
  return providers.filter(({ abilities }) => abilities.hosts.includes(host));
}

/** `onnx, rekognition` */
export function namesOf(providers: readonly { readonly name: string }[]): string {
  return providers.map(({ name }) => name).join(', ');
}

/** The fields that a settings group of this provider may contain besides its name. */
export function fieldNames(provider: Provider<unknown, never>): readonly string[] {
  return Object.keys(provider.fields(variableName, absolutePath)._zod.def.shape);
}
