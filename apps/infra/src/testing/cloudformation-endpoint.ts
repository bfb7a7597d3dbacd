import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';

export interface StackOnWire {
  readonly outputs?: Readonly<Record<string, string>>;
  /** Physical names by logical ones; one page of the answer each. */
  readonly resources?: readonly Readonly<Record<string, string>>[];
}

/** The two questions that a deployment asks CloudFormation, on its real wire (query protocol), on this machine. */
export async function startCloudFormation({ outputs = {}, resources = [{}] }: StackOnWire) {
  const asked: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const form = new URLSearchParams(await text(incoming));
    const action = form.get('Action') ?? '';
    asked.push(action);
    const page = Number(form.get('NextToken') ?? 0);
    const result = action === 'DescribeStacks' ? stackXml(outputs) : resourcesXml(resources, page);
    outgoing.setHeader('content-type', 'text/xml');
    outgoing.end(
      `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">` +
        `<${action}Result>${result}</${action}Result></${action}Response>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new CloudFormationClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    asked,
    close() {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

function stackXml(outputs: Readonly<Record<string, string>>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<Stacks><member><StackName>x</StackName><Outputs>${members.join('')}</Outputs></member></Stacks>`;
}

function resourcesXml(pages: readonly Readonly<Record<string, string>>[], page: number): string {
  const members = Object.entries(pages[page] ?? {}).map(
    ([logical, physical]) =>
      `<member><LogicalResourceId>${logical}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId></member>`,
  );
  const next = page + 1 < pages.length ? `<NextToken>${page + 1}</NextToken>` : '';
  return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}`;
}
