// The smallest runtime: asks for events and gives them to the handler of the file that is named, for ever.
import { createRequire } from 'node:module';

const { handler } = createRequire(import.meta.url)(process.argv[2]);
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

const post = (path, body) =>
  fetch(`${base}/${path}`, { method: 'POST', body: JSON.stringify(body ?? null) });

(async () => {
  for (;;) {
    const next = await fetch(`${base}/next`);
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
    const context = { getRemainingTimeInMillis: () => deadline - Date.now() };
    try {
      await post(`${id}/response`, await handler(await next.json(), context));
    } catch (error) {
      await post(`${id}/error`, { errorType: error.name, errorMessage: error.message });
    }
  }
})();
