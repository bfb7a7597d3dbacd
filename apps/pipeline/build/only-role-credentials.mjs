import { join } from 'node:path';

/**
 * Lambda gives a function its role's credentials in the environment and nowhere else, and they stay as they are for as
 * long as the process lives. The SDK's chain of other places (profiles, SSO, web identity, instance metadata) is a
 * quarter of its code, so it is left out.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const onlyRoleCredentials = {
  name: 'only-role-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: join(import.meta.dirname, '../src/parts/role-credentials.ts'),
    }));
  },
};
