import { type ChannelParts, type ChannelProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { areMailAddresses } from './mail-addresses.ts';

const host = z
  .string()
  .check(z.regex(/^[\w.:-]+$/, 'must be the name of a server, like mail.example.org'));
const mail = z.string().check(
  z.refine(areMailAddresses, {
    error: 'must be a mail address, like guard@example.org or Guard <guard@example.org>',
  }),
);

export const smtp: ChannelProvider = provider({
  name: 'smtp',
  abilities: {
    ports: ['Notifier'],
    atMost: 10,
    summary: 'mail with a picture of the match',
    hosts: ['laptop'],
    limits: [],
    needs: ['a mail server'],
  },
  settings: (secret) =>
    z
      .strictObject({
        host,
        port: z._default(z.int().check(z.minimum(1), z.maximum(65535)), 587),
        security: z._default(
          z
            .enum(['starttls', 'tls', 'none'])
            .check(
              z.describe(
                'starttls: switch to TLS or fail. tls: TLS from the start (port 465). none: unencrypted.',
              ),
            ),
          'starttls',
        ),
        userFrom: z.optional(secret.check(z.describe('Environment variable with the user name.'))),
        passwordFrom: z.optional(
          secret.check(z.describe('Environment variable with the password.')),
        ),
        from: mail,
        to: z
          .union([mail, z.array(mail).check(z.minLength(1))])
          .check(z.describe('One address or a list.')),
      })
      .check(
        z.refine((given) => 'userFrom' in given === 'passwordFrom' in given, {
          error: 'needs userFrom and passwordFrom, or neither',
          // Reported together with the mistakes of single fields.
          when: () => true,
        }),
      ),
  open: async (settings, { cutOut, linkTo, locale, onAnswer }: ChannelParts) => {
    const { SmtpNotifier } = await import('./smtp-notifier.ts');
    return new SmtpNotifier({ ...withLogin(settings), cutOut, linkTo, locale, onAnswer });
  },
  check: async (settings) => {
    const { checkMailServer } = await import('./check-mail-server.ts');
    return checkMailServer(withLogin(settings));
  },
});

interface Login {
  readonly userFrom?: string | undefined;
  readonly passwordFrom?: string | undefined;
}

function withLogin<T extends Login>({ userFrom, passwordFrom, ...settings }: T) {
  return {
    ...settings,
    ...(userFrom === undefined ? {} : { user: userFrom }),
    ...(passwordFrom === undefined ? {} : { password: passwordFrom }),
  };
}
