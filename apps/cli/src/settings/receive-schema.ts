import type { SecretSchema } from '@glyphwatch/provider';
import * as z from 'zod';

/** https://developers.google.com/identity/openid-connect/openid-connect#discovery */
const GOOGLE_KEYS = 'https://www.googleapis.com/oauth2/v3/certs';
/** Speaks S3's protocol, with HMAC keys. https://cloud.google.com/storage/docs/interoperability */
const GOOGLE_STORAGE = 'https://storage.googleapis.com';

const protocol = /^https?$/;
const url = z.url({ protocol, error: 'must be a URL that begins with https://' });
const buckets = z
  .array(z.string().min(1))
  .min(1)
  .describe('Images are only read from these buckets, whatever a notification names.');

const minio = (secret: SecretSchema) =>
  z.strictObject({
    buckets,
    tokenFrom: z
      .optional(secret)
      .describe('Environment variable with the token that the store sends (auth_token).'),
    endpoint: url.optional().describe('The store; without one, AWS_ENDPOINT_URL or AWS.'),
    keys: z
      .enum(['encoded', 'raw'])
      .default('encoded')
      .describe('How the store writes keys: encoded as S3 and MinIO do, raw as Ceph does.'),
  });

const pubsub = z.strictObject({
  buckets,
  audience: z.string().min(1).describe('The audience of the push subscription.'),
  email: z.email().describe('The service account that the subscription pushes as.'),
  keys: z
    .string()
    .min(1)
    .default(GOOGLE_KEYS)
    .describe("Google's public keys: a URL, or a file with the set."),
  endpoint: url.default(GOOGLE_STORAGE).describe('Where images are read, with HMAC keys.'),
});

const eventgrid = (secret: SecretSchema) =>
  z.strictObject({
    secretFrom: z
      .optional(secret)
      .describe('Environment variable with the secret that the URL of the webhook ends in.'),
    containersFrom: z
      .array(z.pipe(secret, z.url({ protocol, error: 'names a variable that holds no URL' })))
      .min(1)
      .describe('Environment variables with the SAS URL of a container each, to read its images.'),
  });

/** Who may send notifications of uploads to `glyphwatch receive`. */
export const receiveSchema = (secret: SecretSchema) =>
  z
    .strictObject({
      minio: minio(secret).optional(),
      pubsub: pubsub.optional(),
      eventgrid: eventgrid(secret).optional(),
    })
    .refine((sources) => Object.keys(sources).length > 0, {
      error: 'must name a sender: minio, pubsub or eventgrid',
    });

export type ReceiveSettings = z.output<ReturnType<typeof receiveSchema>>;
