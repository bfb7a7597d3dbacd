import { ConsoleNotifier, type Output } from '@glyphwatch/console-notifier';
import type { NotifiedChannel, Notifier } from '@glyphwatch/domain';
import type { ChannelSettings } from './settings/laptop-settings.ts';
import { SmtpNotifier } from '@glyphwatch/smtp-notifier';
import { WebhookNotifier } from '@glyphwatch/webhook-notifier';
import { cutOutOfFile } from './scan/cut-out-of-file.ts';

/** Whom the settings name, as the domain tells them. The console is stderr: stdout is for results. */
export function openChannel(settings: ChannelSettings, stderr: Output): NotifiedChannel {
  const { name, hears, isDefault } = settings;
  return { name, hears, isDefault, notifier: notifierFor(settings, stderr) };
}

function notifierFor(settings: ChannelSettings, stderr: Output): Notifier {
  switch (settings.type) {
    case 'console':
      return new ConsoleNotifier(stderr);
    case 'webhook': {
      const { url, secret, allowHttp, allowPrivate } = settings;
      return new WebhookNotifier({ url, secret, allowHttp, allowPrivate });
    }
    case 'smtp':
      return new SmtpNotifier({ ...settings, cutOut: cutOutOfFile });
  }
}
