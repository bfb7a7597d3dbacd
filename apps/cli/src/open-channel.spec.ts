import { sampleNotification } from '@glyphwatch/domain/contracts';
import { openChannel } from './open-channel.ts';
import { HeldWebhook } from './testing/held-webhook.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('openChannel', () => {
  let receiver: HeldWebhook;
  beforeEach(async () => {
    receiver = await HeldWebhook.open();
    receiver.release();
  });
  afterEach(() => receiver.close());

  function post(allowed: { readonly allowHttp: boolean; readonly allowPrivate: boolean }) {
    const about = { name: 'team', hears: new Set(['matched' as const]), isDefault: true };
    const settings = { ...about, type: 'webhook' as const, url: receiver.url, secret: [SECRET] };
    const { notifier } = openChannel({ ...settings, ...allowed }, process.stderr);
    return notifier.notify(sampleNotification());
  }

  it('posts in plain http to a receiver inside only when both are allowed', async () => {
    await expect(post({ allowHttp: true, allowPrivate: true })).resolves.toBeUndefined();
    await expect(post({ allowHttp: false, allowPrivate: true })).rejects.toMatchObject({
      code: 'notifier-misconfigured',
      message: expect.stringContaining('Set allowHttp'),
    });
    await expect(post({ allowHttp: true, allowPrivate: false })).rejects.toMatchObject({
      code: 'notifier-misconfigured',
      message: expect.stringContaining('set allowPrivate'),
    });
  });
});
