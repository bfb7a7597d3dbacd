import { isRecord, type RunMark } from '@glyphwatch/domain';
import { messageOf } from '../message-of.ts';

/**
 * An upload event that says of which redrive it is a part, so that people hear of the whole of it. What already is part of a run,
 * or is no upload event, stays as it is.
 */
export function withRun(body: string, run: RunMark | undefined): string {
  const message = run && parsed(body);
  if (!isRecord(message)) return body;
  const { detail, Records } = message;
  if (isRecord(detail)) return messageOf({ ...message, detail: { run, ...detail } });
  if (!Array.isArray(Records)) return body;
  const marked = Records.map((record: unknown) => (isRecord(record) ? { run, ...record } : record));
  return messageOf({ ...message, Records: marked });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
