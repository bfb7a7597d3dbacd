import type { Notification, Notifier } from '../index.ts';

/** Lists what was sent, including repeats. */
export class InMemoryNotifier implements Notifier {
  readonly sent: Notification[] = [];

  async notify(notification: Notification): Promise<void> {
    this.sent.push(notification);
  }
}
