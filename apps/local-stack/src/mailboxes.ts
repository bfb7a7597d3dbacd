import { compileFilter, type Filter, type MessageAttributes } from './filter-policy.ts';
import type { SubscriptionResource } from './template/read-resources.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attributes: MessageAttributes;
}

interface Mailbox {
  readonly topicArn: string;
  readonly address: string;
  readonly accepts: Filter;
}

/** The template's email subscribers. The SNS emulator delivers to queues itself, and its filters do not know lists. */
export class Mailboxes {
  readonly mails: Mail[] = [];
  readonly #boxes: readonly Mailbox[];
  readonly #onMail: (mail: Mail) => void;

  constructor(
    subscriptions: readonly SubscriptionResource[],
    onMail: (mail: Mail) => void = () => {},
  ) {
    this.#boxes = subscriptions.flatMap(({ topicArn, protocol, endpoint, filterPolicy }) => {
      if (protocol === 'sqs') return [];
      if (protocol !== 'email')
        throw new Error(`The local stack has no ${protocol} subscriptions.`);
      return [{ topicArn, address: endpoint, accepts: compileFilter(filterPolicy) }];
    });
    this.#onMail = onMail;
  }

  /** `form` is the request of `Publish`. */
  deliver(form: Readonly<Record<string, unknown>>): void {
    const attributes = attributesOf(form);
    for (const { topicArn, address, accepts } of this.#boxes) {
      if (topicArn !== form['TopicArn'] || !accepts(attributes)) continue;
      const subject = String(form['Subject'] ?? '');
      const mail = { to: address, subject, text: String(form['Message']), attributes };
      this.mails.push(mail);
      this.#onMail(mail);
    }
  }
}

/** `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.DataType` … */
function attributesOf(form: Readonly<Record<string, unknown>>): MessageAttributes {
  const names = Object.entries(form).filter(([field]) =>
    /^MessageAttributes\.entry\.\d+\.Name$/.test(field),
  );
  const attributes = names.map(([field, name]) => {
    const value = field.replace(/Name$/, 'Value');
    return [
      String(name),
      {
        DataType: String(form[`${value}.DataType`]),
        StringValue: String(form[`${value}.StringValue`] ?? ''),
      },
    ] as const;
  });
  return Object.fromEntries(attributes);
}
