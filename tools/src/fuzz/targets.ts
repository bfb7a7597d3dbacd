import type { FuzzTarget } from './fuzz-target.ts';

/** Each is loaded only when it runs. */
const LOADERS: Readonly<Record<string, () => Promise<FuzzTarget>>> = {
  events: async () => (await import('./targets/events.ts')).events,
  notices: async () => (await import('./targets/notices.ts')).notices,
  rules: async () => (await import('./targets/rules.ts')).rules,
  settings: async () => (await import('./targets/settings.ts')).settings,
  detections: async () => (await import('./targets/detections.ts')).detections,
  images: async () => (await import('./targets/images.ts')).images,
  requests: async () => (await import('./targets/requests.ts')).requests,
  answers: async () => (await import('./targets/answers.ts')).answers,
};

export const TARGET_NAMES: readonly string[] = Object.keys(LOADERS);

export async function loadTarget(name: string): Promise<FuzzTarget> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (!load) throw new Error(`There is no target ${name}. There are: ${TARGET_NAMES.join(', ')}`);
  return load();
}
