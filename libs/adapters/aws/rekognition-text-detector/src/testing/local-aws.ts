import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { statusOf } from '@glyphwatch/aws-failures';
import { startFauxqs } from 'fauxqs';
import { REKOGNITION_CLIENT_OPTIONS } from '../client-options.ts';
import type { AskObject } from '@glyphwatch/provider';

/** An app, which a lib does not import: it is run as people run it. */
const REKOGNITION_LOCAL = join(
  __dirname,
  '../../../../../../apps/rekognition-local/bin/rekognition-local.js',
);
const CALLER = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
};

export interface LocalAws {
  readonly s3: S3Client;
  readonly bucket: string;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** A client whose calls meet the fault of that moment, as rekognition-local spells it. */
  clientWith(fault: () => string | undefined): RekognitionClient;
  readonly askObject: AskObject;
  close(): Promise<void>;
}

/** S3 and Rekognition on this machine, on their real wires. */
export async function startLocalAws(): Promise<LocalAws> {
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  const { bucketName: bucket } = fauxqs.createBucket('images');
  const s3Endpoint = `http://127.0.0.1:${fauxqs.port}`;
  const rekognition = await startRekognition(s3Endpoint);
  const s3 = new S3Client({ ...CALLER, endpoint: s3Endpoint, forcePathStyle: true });
  return {
    s3,
    bucket,
    async put(Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    },
    clientWith: (fault) => clientAt(rekognition.url, fault),
    askObject: ({ bucket: Bucket, key: Key }) =>
      s3.send(new HeadObjectCommand({ Bucket, Key })).then(
        () => 'there',
        (error: unknown) => {
          if (statusOf(error) === 404) return 'gone';
          throw error;
        },
      ),
    async close() {
      s3.destroy();
      await rekognition.close();
      await fauxqs.stop();
    },
  };
}

async function startRekognition(s3Endpoint: string) {
  const child = spawn(
    process.execPath,
    [REKOGNITION_LOCAL, '--port', '0', '--format', 'json', '--s3-endpoint', s3Endpoint],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url }: { url: string } = JSON.parse(String(line));
  const close = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  return { url, close };
}

function clientAt(endpoint: string, fault: () => string | undefined): RekognitionClient {
  const client = new RekognitionClient({ ...CALLER, ...REKOGNITION_CLIENT_OPTIONS, endpoint });
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      const name = fault();
      if (name !== undefined) headers['x-glyphwatch-fault'] = name;
      return next(args);
    },
    { step: 'build' },
  );
  return client;
}
