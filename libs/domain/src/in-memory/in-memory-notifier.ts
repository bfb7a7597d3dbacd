import type { Notification, Notifier } from '../index.ts';

/** Keeps what it was told, repeats included. */
export class InMemoryNotifier implements Notifier {
  readonly told: Notification[] = [];

  async notify(notification: Notification): Promise<void> {
    this.told.push(notification);
  }
}
