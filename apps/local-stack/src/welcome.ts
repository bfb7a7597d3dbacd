import type { LocalStack } from './local-stack.ts';

/** What one needs to know to use the stack; every command can be copied as it stands. */
export function welcome({ endpoint, region, outputs, resources }: LocalStack): string {
  const bucket = String(outputs['BucketOutput']);
  const file = 'apps/cli/samples/yard/gate-3.jpg';
  const put = `fetch("${endpoint}/${bucket}/gate-3.jpg", { method: "PUT", body: fs.readFileSync("${file}") })`;
  const made = Object.entries(outputs).map(
    ([name, value]) => `  ${name.replace(/Output.*$/, '').padEnd(18)} ${String(value)}`,
  );
  return `
The pipeline is up. All services answer at ${endpoint}

${made.join('\n')}

Upload an image, with whatever you have (path-style addresses, any credentials or none):
  node -e '${put}'
  curl -T ${file} ${endpoint}/${bucket}/gate-3.jpg
  aws --endpoint-url ${endpoint} s3 cp ${file} s3://${bucket}/gate-3.jpg

Other tools (aws, SDKs, npx glyphwatch aws …) find it with
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

${listeners(resources.subscriptions.map((each) => each.endpoint))} What happens is printed here. Ctrl-C stops everything, and nothing is kept.

`;
}

function listeners(addresses: readonly string[]): string {
  return addresses.length === 0
    ? 'The settings name no subscribers: you get every message.'
    : `Subscribers: ${[...new Set(addresses)].join(', ')}.`;
}
