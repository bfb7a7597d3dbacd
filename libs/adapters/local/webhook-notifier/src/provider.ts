import {
  type ChannelParts,
  type ChannelProvider,
  provider,
  type SecretSchema,
} from '@glyphwatch/provider';
import { isIP } from 'node:net';
import { isPublicAddress } from '@glyphwatch/http-calls/public-address';
import * as z from 'zod/mini';
import { isSigningSecret, SIGNING_SECRET } from './signing-secret.ts';

/** Lets the refinement run even if single fields have mistakes, so that all are reported together. */
const WHATEVER_ELSE = () => true;
const protocol = /^https?$/;

const signingSecret = (secret: SecretSchema) =>
  z.pipe(
    secret,
    z.string().check(
      z.refine(isSigningSecret, {
        error: `names a variable that holds no signing secret: ${SIGNING_SECRET}`,
      }),
    ),
  );

/** Before its fields are known to be sound. */
interface Given {
  readonly url?: unknown;
  readonly allowHttp?: unknown;
  readonly allowPrivate?: unknown;
}

function urlOf({ url }: Given): URL | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
}

function isEncrypted(given: Given): boolean {
  return given.allowHttp === true || urlOf(given)?.protocol !== 'http:';
}

/** Names are looked up, and judged, for each call. */
function isOutside(given: Given): boolean {
  const host = urlOf(given)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return given.allowPrivate === true || isIP(host) === 0 || isPublicAddress(host);
}

function hasNoLogin(given: Given): boolean {
  const { username = '', password = '' } = urlOf(given) ?? {};
  return username === '' && password === '';
}

const mistakeInUrl = (isSound: (given: Given) => boolean, error: string) =>
  z.refine<Given>(isSound, { path: ['url'], error, when: WHATEVER_ELSE });

export const webhook: ChannelProvider = provider({
  name: 'webhook',
  abilities: {
    ports: ['Notifier'],
    tells: 'each',
    summary: 'signed posts to a URL (Standard Webhooks)',
    hosts: ['laptop'],
    limits: ['addresses on the open internet, unless allowPrivate is set'],
    pricePerThousand: 0,
    needs: ['a receiver that checks signatures'],
  },
  settings: (secret) =>
    z
      .strictObject({
        url: z.optional(
          z
            .url({ protocol, error: 'must be a URL that begins with https://' })
            .check(z.describe('Where to post; or urlFrom.')),
        ),
        urlFrom: z.optional(
          z
            .pipe(secret, z.url({ protocol, error: 'names a variable that holds no URL' }))
            .check(z.describe('Environment variable with the URL, when it is a secret.')),
        ),
        secretFrom: z
          .union([signingSecret(secret), z.array(signingSecret(secret)).check(z.minLength(1))])
          .check(
            z.describe(
              'Environment variable with the signing secret (whsec_…); several while it changes.',
            ),
          ),
        allowHttp: z._default(
          z.boolean().check(z.describe('true: may post without encryption.')),
          false,
        ),
        allowPrivate: z._default(
          z.boolean().check(z.describe('true: may post into your own network.')),
          false,
        ),
      })
      .check(
        z.refine((given) => 'url' in given !== 'urlFrom' in given, {
          error: 'needs either url or urlFrom',
          when: WHATEVER_ELSE,
        }),
        mistakeInUrl(isEncrypted, 'must begin with https://, or set allowHttp: true'),
        mistakeInUrl(
          isOutside,
          'is not on the open internet; if it is in your own network, set allowPrivate: true',
        ),
        mistakeInUrl(
          hasNoLogin,
          'must have no user and password; a receiver knows us by the signature',
        ),
      ),
  server: ({ url, urlFrom }) => url ?? urlFrom,
  open: async ({ url, urlFrom, secretFrom, ...allowed }, { onAnswer }: ChannelParts) => {
    const { WebhookNotifier } = await import('./webhook-notifier.ts');
    return new WebhookNotifier({
      url: url ?? urlFrom ?? '',
      secret: secretFrom,
      ...allowed,
      onAnswer,
    });
  },
});
