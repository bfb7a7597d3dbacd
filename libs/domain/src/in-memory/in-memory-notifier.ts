import { isDigest, type Message, type Notification, type Notifier } from '../index.ts';

/** Lists what was sent, including repeats. */
export class InMemoryNotifier implements Notifier {
  readonly messages: Message[] = [];

  /** Notifications that were sent alone. */
  get sent(): Notification[] {
    return this.messages.filter((message) => !isDigest(message));
  }

  async notify(message: Message): Promise<void> {
    this.messages.push(message);
  }
}
