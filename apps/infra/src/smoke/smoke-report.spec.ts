import { homedir } from 'node:os';
import { type SmokeReport, writeReport } from './smoke-report.ts';

const ACCOUNT = '210987654321';
const report: SmokeReport = {
  name: 'glyphwatch-smoke-1a2b3c4d',
  region: 'eu-central-1',
  isAws: true,
  date: '2026-11-30',
  versions: { Node: '24.21.0' },
  outcomes: [],
  made: [{ type: 'AWS::S3::Bucket', id: 'glyphwatch-smoke-1a2b3c4d' }],
  left: undefined,
};
const saying = (detail: string): string =>
  writeReport({ ...report, outcomes: [{ name: 'rows', state: 'failed', detail, seconds: 1 }] });

it('names no account, key, token or user', () => {
  const text = saying(
    [
      `arn:aws:sqs:eu-central-1:${ACCOUNT}:queue`,
      `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/queue`,
      `cdk-hnb659fds-assets-${ACCOUNT}-eu-central-1`,
      'AKIAIOSFODNN7EXAMPLE',
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261130&X-Amz-Signature=abc123',
      `${homedir()}/clone/dist`,
    ].join(' '),
  );
  expect(text).toContain('arn:aws:sqs:eu-central-1:<account>:queue');
  expect(text).toContain('cdk-hnb659fds-assets-<account>-eu-central-1');
  for (const secret of [ACCOUNT, 'AKIA', 'abc123', homedir()]) expect(text).not.toContain(secret);
});

it('keeps a failure in its cell, whatever it contains', () => {
  const [row] = saying('one\ntwo | three\u001b[31m\u202e').match(/^\| rows.*$/m) ?? [];
  expect(row).toBe('| rows | ✘ failed | 1.0 s | one two \\| three [31m |');
});

it('says what could not be removed, and what an emulator does not show', () => {
  expect(writeReport(report)).toContain('Everything that was made was removed: 1 resources.');
  expect(writeReport({ ...report, left: 'AccessDenied' })).toContain(
    '**Not removed**: AccessDenied',
  );
  expect(writeReport(report)).not.toContain('Only a real account can show');
  expect(writeReport({ ...report, isAws: false })).toContain('Only a real account can show');
});
