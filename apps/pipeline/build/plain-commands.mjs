import { join } from 'node:path';

/** Services that the pipeline's own `JsonClient` calls: of the SDK only its types are used. */
export const plainCommands = {
  name: 'plain-commands',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/client-(dynamodb|eventbridge|rekognition)$/ }, () => ({
      path: join(import.meta.dirname, '../src/calls/plain-commands.ts'),
    }));
  },
};
