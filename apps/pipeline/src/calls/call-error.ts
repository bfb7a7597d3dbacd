import type { IncomingMessage } from 'node:http';
import { headerOf } from './ask.ts';

/** A service's refusal in the form of the SDK's: adapters translate it by its name and status. */
export class CallError extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string | undefined };

  constructor(name: string, message: string, answer: IncomingMessage) {
    super(message);
    this.name = name;
    const requestId = headerOf(answer, 'x-amzn-requestid') ?? headerOf(answer, 'x-amz-request-id');
    this.$metadata = { httpStatusCode: answer.statusCode ?? 0, requestId };
  }

  /** https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization */
  static ofJson(answer: IncomingMessage, text: string): CallError {
    const said = parsed(text);
    const type = headerOf(answer, 'x-amzn-errortype') ?? said['__type'] ?? said['code'];
    const name = String(type ?? 'unknown')
      .replace(/^.*#/, '')
      .replace(/:.*$/, '');
    return new CallError(name, String(said['message'] ?? said['Message'] ?? ''), answer);
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; an answer to HEAD has no text. */
  static ofXml(answer: IncomingMessage, text: string): CallError {
    const said = (element: string): string | undefined =>
      new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1];
    return new CallError(said('Code') ?? 'unknown', said('Message') ?? '', answer);
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
