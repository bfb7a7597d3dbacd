// A minimal runtime: polls for events and passes them to the handler in the given file.
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
// An `import` of it would load all that it may ever need, which takes as long as the function itself.
const { request } = require('node:http');
const { handler } = require(process.argv[2]);
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

// Not `fetch`: loading it takes longer than all that is loaded here.
const call = (path, body) =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    request(`${base}/${path}`, { method }, resolve).on('error', reject).end(body);
  });

const post = async (path, answer) => {
  (await call(path, JSON.stringify(answer ?? null))).resume();
};

void (async () => {
  for (;;) {
    const next = await call('next');
    const { 'lambda-runtime-aws-request-id': id, 'lambda-runtime-deadline-ms': deadline } =
      next.headers;
    const context = { getRemainingTimeInMillis: () => Number(deadline) - Date.now() };
    try {
      await post(`${id}/response`, await handler(await json(next), context));
    } catch (error) {
      await post(`${id}/error`, { errorType: error.name, errorMessage: error.message });
    }
  }
})();
