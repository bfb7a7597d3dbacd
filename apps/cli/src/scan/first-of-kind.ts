import type { Target } from './scan-run.ts';

/** Files that are no pictures: nobody expects text to be read in them. */
const OTHER = 'other';

/** The same targets; says of each kind of picture that is passed over which one was the first. */
export async function* sayFirstOfKind(
  targets: AsyncIterable<Target>,
  say: (text: string) => void,
): AsyncGenerator<Target> {
  const said = new Set([OTHER]);
  for await (const target of targets) {
    if ('passedOver' in target && !said.has(target.kind)) {
      said.add(target.kind);
      say(`${target.passedOver} is passed over (${target.kind}); others like it are only counted`);
    }
    yield target;
  }
}
