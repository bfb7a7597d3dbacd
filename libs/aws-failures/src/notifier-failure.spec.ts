import { notifierFailure } from './index.ts';

const answered = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const TOPIC = { service: 'the topic', advice: { refused: 'Check the ARN.' } };

it.each([
  ['InvalidParameter', 400, 'notification-refused'],
  ['SomethingNew', 413, 'notification-refused'],
  ['NotFound', 404, 'notifier-misconfigured'],
  ['AuthorizationError', 403, 'notifier-misconfigured'],
  ['NotAuthorizedForSourceException', 400, 'notifier-misconfigured'],
  ['Throttling', 400, 'notifier-unavailable'],
  ['InternalError', 500, 'notifier-unavailable'],
])('translates %s (%i) to %s with the cause', (name, status, code) => {
  const cause = answered(name, status);
  expect(notifierFailure(cause, TOPIC)).toMatchObject({ code, cause });
});

it('blames the settings instead of the message if the adapter says so', () => {
  const failure = notifierFailure(answered('InvalidParameter', 400), {
    ...TOPIC,
    settingAtFault: true,
  });
  expect(failure).toMatchObject({
    code: 'notifier-misconfigured',
    message: 'The topic answered InvalidParameter (400). Check the ARN.',
  });
});
