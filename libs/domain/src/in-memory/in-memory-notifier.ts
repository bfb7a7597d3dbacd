import type { Notification, Notifier } from '../index.ts';

/** Keeps what it was told, repeats included. */
export class InMemoryNotifier implements Notifier {
  readonly sent: Notification[] = [];

  async notify(notification: Notification): Promise<void> {
    this.sent.push(notification);
  }
}
