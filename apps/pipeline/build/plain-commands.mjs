import { join } from 'node:path';

/** Services that the pipeline's own clients call: of the SDK only its types are used. */
export const plainCommands = {
  name: 'plain-commands',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/client-(dynamodb|eventbridge|rekognition|s3)$/ }, () => ({
      path: join(import.meta.dirname, '../src/calls/plain-commands.ts'),
    }));
  },
};
