import {
  type OpenedStore,
  provider,
  type SecretSchema,
  type StoreProvider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { EXAMPLE_URL, hasPassword, isPostgresUrl, mistakeIn } from './connection-url.ts';

/** What `store: postgres` alone means, as with many services that hand out databases. */
const USUAL_VARIABLE = 'DATABASE_URL';
/** Lets a check run even if single fields have mistakes, so that all are reported together. */
const WHATEVER_ELSE = { when: () => true };

const url = z.string().check(
  z.superRefine((text, { addIssue }) => {
    const mistake = hasPassword(text)
      ? `has a password, which does not belong here: put the whole URL into an environment variable and write storeFrom: ${USUAL_VARIABLE}`
      : mistakeIn(text);
    if (mistake !== undefined) addIssue(mistake);
  }),
);

const urlFrom = (secret: SecretSchema) =>
  z.pipe(
    secret,
    z.string().check(
      z.superRefine((text, { addIssue }) => {
        const mistake = mistakeIn(text);
        if (mistake !== undefined) addIssue(`names a variable whose content ${mistake}`);
      }),
    ),
  );

/** Before its fields are known to be sound. */
interface Given {
  readonly url?: unknown;
  readonly urlFrom?: unknown;
}

export const postgres: StoreProvider = provider({
  name: 'postgres',
  abilities: {
    ports: ['ResultStore', 'Deliveries', 'DetectionMemory', 'ResultQueries', 'AlertReviews'],
    summary: 'a PostgreSQL database, with search, shared by several machines',
    hosts: ['laptop'],
    limits: ['a claim that a crash left is taken over after 20 seconds'],
    needs: ['PostgreSQL 12 or newer'],
  },
  settings: (secret) =>
    z
      .strictObject({
        url: z.optional(
          url.check(z.describe(`Where the database is: ${EXAMPLE_URL}; or urlFrom.`)),
        ),
        urlFrom: z.optional(
          urlFrom(secret).check(z.describe('Environment variable with the URL and its password.')),
        ),
        schema: z._default(
          z
            .string()
            .check(
              z.regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and "_"'),
              z.describe('The schema with all tables; created if it is missing.'),
            ),
          'glyphwatch',
        ),
      })
      .check(usualVariable(secret)),
  shorthand: (text) => (isPostgresUrl(text) ? { url: text } : undefined),
  open: async (
    { url, urlFrom, schema },
    { access = 'create', onProblem },
  ): Promise<OpenedStore> => {
    const { openPostgres } = await import('./open-postgres.ts');
    return openPostgres(url ?? urlFrom ?? '', {
      schema,
      access,
      ...(onProblem ? { onProblem } : {}),
    });
  },
  check: async ({ url, urlFrom, schema }) => {
    const { checkPostgres } = await import('./check-postgres.ts');
    return checkPostgres(url ?? urlFrom ?? '', schema);
  },
});

/** Either field, or the URL in the usual variable. */
function usualVariable(secret: SecretSchema) {
  return z.superRefine<Given>((given, context) => {
    if (given.url !== undefined || given.urlFrom !== undefined) {
      if (given.url !== undefined && given.urlFrom !== undefined) {
        context.addIssue('needs either url or urlFrom');
      }
      return;
    }
    const found = z.safeParse(urlFrom(secret), USUAL_VARIABLE);
    if (found.success) context.value = { ...given, urlFrom: found.data };
    else context.addIssue(`needs a url, or one in the environment variable ${USUAL_VARIABLE}`);
  }, WHATEVER_ELSE);
}
