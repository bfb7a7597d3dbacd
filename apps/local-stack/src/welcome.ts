import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { LocalStack } from './local-stack.ts';
import type { RuleResource } from './template/read-resources.ts';

/** How to use the stack; every command can be copied as it is. */
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
The pipeline is running. All services are at ${endpoint}

${made.join('\n')}

Upload an image with any of these (path-style addresses; credentials do not matter):
  node -e '${put}'
  curl -T ${file} ${endpoint}/${bucket}/${key}
  aws --endpoint-url ${endpoint} s3 cp ${file} s3://${bucket}/${key}

For other tools (aws, SDKs, npx glyphwatch aws …):
  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

${await consolesOf(stack)}${await whereRulesAre(stack)}${listeners(resources.subscriptions.map((each) => each.endpoint))} Results appear below. Ctrl-C stops everything; nothing is kept.

`;
}

/** A prefix that the pipeline watches; rules have prefixes as wildcards. */
function watchedPrefix(rules: readonly RuleResource[]): string {
  const text = JSON.stringify(rules.map(({ pattern }) => pattern));
  return /"wildcard":"([^*"\\]*)\*/.exec(text)?.[1] ?? '';
}

/** Rules that are not deployed with the stack have to be uploaded. */
async function whereRulesAre({ endpoint, s3, functions }: LocalStack): Promise<string> {
  const environments = functions.map(({ resource: { environment } }) => environment);
  const { RULES_BUCKET: Bucket = '', RULES_KEY: Key = '' } =
    environments.find(({ RULES_BUCKET }) => RULES_BUCKET !== undefined) ?? {};
  const isThere = await s3.send(new HeadObjectCommand({ Bucket, Key })).then(
    () => true,
    () => false,
  );
  if (isThere) return '';
  const url = `${endpoint}/${Bucket}/${encodeURI(Key)}`;
  return `The rule file is not there yet. Upload it first:
  node -e 'fetch("${url}", { method: "PUT", body: fs.readFileSync("apps/infra/watchlist.yaml") })'

`;
}

/** Only their APIs: CloudFront and the pages of issuers are not played. */
async function consolesOf({ httpApis, issuer, functions }: LocalStack): Promise<string> {
  const lines = httpApis.flatMap(({ address, resource: { routes } }) => {
    const [{ tokens, functionArn } = {}] = routes;
    if (!tokens) return [];
    const made = functions.find(({ resource }) => resource.arn === functionArn);
    const groupsClaim = made?.resource.environment['GROUPS_CLAIM'] ?? 'groups';
    const [audience = ''] = tokens.audiences;
    const claims = { username: 'you', [groupsClaim]: ['reviewer'] };
    const signed = issuer.sign({ issuer: tokens.issuer, audience, claims });
    return [
      signed.then((token) => `  curl -H 'Authorization: Bearer ${token}' ${address}/api/alerts\n`),
    ];
  });
  if (lines.length === 0) return '';
  return `The API of the console, for an hour as a reviewer:\n${(await Promise.all(lines)).join('')}\n`;
}

function listeners(addresses: readonly string[]): string {
  return addresses.length === 0
    ? 'The settings have no subscribers, so you get every message.'
    : `Subscribers: ${[...new Set(addresses)].join(', ')}.`;
}
