import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { LocalStack } from './local-stack.ts';
import type { RuleResource } from './template/read-resources.ts';

/** What one needs to know to use the stack; every command can be copied as it stands. */
export async function welcome(stack: LocalStack): Promise<string> {
  const { endpoint, region, outputs, resources } = stack;
  const bucket = String(outputs['BucketOutput']);
  const file = 'apps/cli/samples/yard/gate-3.jpg';
  const key = `${watchedPrefix(resources.rules)}gate-3.jpg`;
  const put = `fetch("${endpoint}/${bucket}/${key}", { method: "PUT", body: fs.readFileSync("${file}") })`;
  const made = Object.entries(outputs).map(
    ([name, value]) => `  ${name.replace(/Output.*$/, '').padEnd(18)} ${String(value)}`,
  );
  return `
The pipeline is up. All services answer at ${endpoint}

${made.join('\n')}

Upload an image, with whatever you have (path-style addresses, any credentials or none):
  node -e '${put}'
  curl -T ${file} ${endpoint}/${bucket}/${key}
  aws --endpoint-url ${endpoint} s3 cp ${file} s3://${bucket}/${key}

Other tools (aws, SDKs, npx glyphwatch aws …) find it with
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

${await whereRulesAre(stack)}${listeners(resources.subscriptions.map((each) => each.endpoint))} What happens is printed here. Ctrl-C stops everything, and nothing is kept.

`;
}

/** Where an image has to be so that it is looked at; settings with prefixes make wildcards of them. */
function watchedPrefix(rules: readonly RuleResource[]): string {
  const text = JSON.stringify(rules.map(({ pattern }) => pattern));
  return /"wildcard":"([^*"\\]*)\*/.exec(text)?.[1] ?? '';
}

/** Rules that did not travel with the deployment have to be brought. */
async function whereRulesAre({ endpoint, s3, functions }: LocalStack): Promise<string> {
  const [{ resource: { environment = {} } = {} } = {}] = functions;
  const { RULES_BUCKET: Bucket = '', RULES_KEY: Key = '' } = environment;
  const isThere = await s3.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );
  if (isThere) return '';
  const url = `${endpoint}/${Bucket}/${encodeURI(Key)}`;
  return `The rules are read from an object that is not here yet. Bring it first:
  node -e 'fetch("${url}", { method: "PUT", body: fs.readFileSync("apps/infra/watchlist.yaml") })'

`;
}

function listeners(addresses: readonly string[]): string {
  return addresses.length === 0
    ? 'The settings name no subscribers: you get every message.'
    : `Subscribers: ${[...new Set(addresses)].join(', ')}.`;
}
