import {
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { failureName } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { SmokeClients } from './smoke-clients.ts';
import { isSmokeName } from './smoke-name.ts';

const MAX_SECONDS = 15 * 60;

/** Something that the stack made, as CloudFormation lists it. */
export interface Made {
  readonly type: string;
  readonly id: string;
}

type Clients = Pick<SmokeClients, 'cloudFormation' | 's3'>;

/**
 * What there is to remove, also of a stack that is half made; nothing if there is no such stack. Fails with `settings-invalid` for
 * any name that the smoke test did not choose itself.
 */
export async function listMade({ cloudFormation }: Clients, name: string): Promise<Made[]> {
  if (!isSmokeName(name)) {
    throw new GlyphwatchError(
      'settings-invalid',
      `${JSON.stringify(name)} is not the name of a smoke test (glyphwatch-smoke- and 8 hex digits). Nothing else is removed.`,
    );
  }
  if ((await statusOf({ cloudFormation }, name)) === undefined) return [];
  const { StackResources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: name }),
  );
  const left = StackResources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
  return [
    { type: 'AWS::CloudFormation::Stack', id: name },
    ...left.flatMap(({ ResourceType: type = '', PhysicalResourceId: id }) =>
      id ? [{ type, id }] : [],
    ),
  ];
}

/** Empties the buckets in the list and deletes the stack. May be called again. Rejects if anything is left. */
export async function removeMade(
  clients: Clients,
  name: string,
  made: readonly Made[],
): Promise<void> {
  for (const { type, id } of made) if (type === 'AWS::S3::Bucket') await empty(clients.s3, id);
  const { cloudFormation: client } = clients;
  const status = await statusOf(clients, name);
  if (status === undefined) return;
  const { StackId } =
    (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0] ?? {};
  await client.send(new DeleteStackCommand({ StackName: name }));
  // By its id: by its name a deleted stack is not found.
  const request = { StackName: StackId ?? name };
  await waitUntilStackDeleteComplete({ client, maxWaitTime: MAX_SECONDS, minDelay: 2 }, request);
}

/** `undefined` if there is no such stack. */
async function statusOf(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  StackName: string,
): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    // Its name for "does not exist".
    if (failureName(error) === 'ValidationError') return undefined;
    throw error;
  }
}

/** Also of old versions and of the marks of deletion. What is deleted is not listed again, so each page is the first. */
async function empty(client: S3Client, Bucket: string): Promise<void> {
  try {
    for (;;) {
      const page = await client.send(new ListObjectVersionsCommand({ Bucket }));
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      if (found.length === 0) return;
      const Objects = found.map(({ Key = '', VersionId }) => ({ Key, VersionId }));
      const request = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
      const { Errors: [refused] = [] } = await client.send(request);
      if (refused) throw new Error(`Objects of ${Bucket} could not be deleted: ${refused.Code}`);
    }
  } catch (error) {
    if (failureName(error) !== 'NoSuchBucket') throw error;
  }
}
