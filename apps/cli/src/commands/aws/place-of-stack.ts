import type { Place } from '../deliveries/place.ts';
import type { StackPlace } from './options.ts';
import { withStackOptions } from './with-stack.ts';

/** The deliveries of a deployed stack. */
export const THERE: Place<StackPlace> = {
  withPlace: withStackOptions,
  command: 'glyphwatch aws',
  folder: (typed) => typed.replace(/^s3:\/\//, ''),
  use: async (options, io, work) => {
    const [{ STACK_RESULTS, stackContainer }, { withPart }] = await Promise.all([
      import('./stack-container.ts'),
      import('../../with-part.ts'),
    ]);
    return withPart(STACK_RESULTS, stackContainer(options, io), ({ deliveries }) =>
      work(deliveries, undefined),
    );
  },
};
