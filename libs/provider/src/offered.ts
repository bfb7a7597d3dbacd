import type { Host } from './abilities.ts';
import type { Provider } from './provider.ts';

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
