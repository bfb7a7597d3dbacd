import type { Answer } from './post.ts';

/** A service's refusal in the form of the SDK's: adapters translate it by its name and status. */
export class CallError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string | undefined };

  constructor(name: string, message: string, { status, requestId }: Omit<Answer, 'text'>) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status, requestId };
  }

  /** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization */
  static of(answer: Answer): CallError {
    const said = parsed(answer.text);
    const type = answer.errorType ?? said['__type'] ?? said['code'];
    const name = String(type ?? 'unknown')
      .replace(/^.*#/, '')
      .replace(/:.*$/, '');
    return new CallError(name, String(said['message'] ?? said['Message'] ?? ''), answer);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    // A gateway's page: the status says enough.
    return {};
  }
}
