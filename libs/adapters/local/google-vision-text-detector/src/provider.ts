import { FORMATS } from '@glyphwatch/image-pages/formats';
import { type DetectorProvider, provider, type SecretSchema } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { identityOf, LOCATIONS, MODES } from './identity-of.ts';

const USUAL = 'GOOGLE_APPLICATION_CREDENTIALS';

/** Before its fields are known to be sound. */
interface Given {
  readonly keyFrom?: unknown;
  readonly credentialsFrom?: unknown;
}

/** Of the usual variable, it does not matter here whether it is set. */
const credentials = (secret: SecretSchema) =>
  z.pipe(
    z.string(),
    z.transform((name, context) => {
      const { data, error } = z.safeParse(secret, name);
      if (error && name !== USUAL) {
        for (const { message } of error.issues) {
          context.issues.push({ code: 'custom', message, input: name });
        }
        return z.NEVER;
      }
      return data;
    }),
  );

export const googleVision: DetectorProvider = provider({
  name: 'google-vision',
  abilities: {
    ports: ['TextDetector'],
    summary: 'Google Cloud Vision: more than 60 languages, handwriting',
    hosts: ['laptop'],
    limits: [
      FORMATS.join(', '),
      'what is more than 7 MB is sent as a smaller JPEG',
      'at most 75 million pixels',
    ],
    pricePerThousand: 1.5,
    needs: ['a Google Cloud project with the Cloud Vision API and billing'],
  },
  settings: (secret) =>
    z
      .strictObject({
        keyFrom: z.optional(secret.check(z.describe('Environment variable with an API key.'))),
        credentialsFrom: z.prefault(
          credentials(secret).check(
            z.describe('Environment variable with the path of a service account’s file.'),
          ),
          USUAL,
        ),
        mode: z._default(
          z.enum(MODES).check(z.describe('scene: signs in photos. document: dense pages.')),
          'scene',
        ),
        location: z.optional(
          z.enum(LOCATIONS).check(z.describe('Images are processed there only; needs a project.')),
        ),
        project: z.optional(
          z
            .string()
            .check(
              z.regex(/^[a-z][a-z0-9:.-]{4,61}[a-z0-9]$/, 'must be the id of a project'),
              z.describe('For location; default: that of the service account.'),
            ),
        ),
      })
      .check(
        z.refine<Given>(
          ({ keyFrom, credentialsFrom }) => keyFrom !== undefined || credentialsFrom !== undefined,
          {
            path: ['keyFrom'],
            error: `is missing, and the environment variable ${USUAL} with the path of a service account's file is not set`,
          },
        ),
      ),
  identity: (settings) => identityOf(settings),
  server: () => 'https://vision.googleapis.com',
  open: async ({ keyFrom: key, credentialsFrom, mode, location, project }) => {
    const { openGoogleVision } = await import('./open.ts');
    return openGoogleVision({ key, credentials: credentialsFrom, mode, location, project });
  },
});
