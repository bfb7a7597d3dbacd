import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { printableJson } from '@glyphwatch/notification-text';
import { withPart } from '../../../with-part.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../../../terminal/interrupt.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { type Estimate, estimateBackfill, estimateInWords } from './backfill-estimate.ts';
import { shellWord } from '../../../terminal/shell-word.ts';
import type { Deployment } from '../find-stack.ts';
import { STACK_BACKFILL, stackContainer } from '../stack-container.ts';
import { listImages, type ListedImage } from './list-images.ts';
import type { BackfillOptions } from './options.ts';
import { type Plan, planOf } from './plan.ts';
import { BackfillSender } from './send-backfill.ts';
import { invalid } from '../../../terminal/invalid.ts';

export async function runBackfill(given: BackfillOptions, io: Io): Promise<number> {
  const options = { ...given, prefix: prefixOf(given) };
  return withPart(STACK_BACKFILL, stackContainer(options, io), async ({ s3, sqs, deployed }) => {
    refuseOtherBucket(options, deployed.deployment);
    const plan = await planOf(deployed, options);
    const { Bucket } = plan.deployment.outputs;
    const images = () => listImages(s3, Bucket, options);
    const estimate = await estimateBackfill(images(), plan);
    if (options.format === 'table') await write(io.stdout, estimateInWords(estimate, options));
    const isEmpty = options.dryRun || estimate.images === 0;
    if (isEmpty || !(await isWanted(options, io))) return end(estimate, 0, options, io);
    return send({ images: images(), sqs, plan, estimate }, options, io);
  });
}

/** Reading a whole bucket costs money, so it has to be named; a forgotten --prefix does not start it. */
function prefixOf({ prefix, bucket }: BackfillOptions): string {
  if (prefix !== undefined || bucket !== undefined) return prefix ?? '';
  throw invalid(
    'Choose the images: those below a prefix (--prefix 2025/) or the whole bucket (--bucket NAME).',
  );
}

/** The function's role can read no other bucket. */
function refuseOtherBucket({ bucket }: BackfillOptions, { name, outputs }: Deployment): void {
  if (bucket === undefined || bucket === outputs.Bucket) return;
  throw invalid(
    `The stack ${showName(name)} watches ${outputs.Bucket} and can read no other bucket. Deploy a pipeline for ${showName(bucket)} (bucket.existing in settings.yaml), then name it with --stack.`,
  );
}

/** Never starts unasked, because it costs money. */
async function isWanted({ yes }: BackfillOptions, io: Io): Promise<boolean> {
  if (yes) return true;
  if (!hasTerminal(io)) {
    throw invalid(
      'Nothing was sent. If the estimate is acceptable, run the same command with --yes.',
    );
  }
  return confirm('Send them?', io);
}

interface Sending {
  readonly images: AsyncIterable<ListedImage>;
  readonly sqs: SQSClient;
  readonly plan: Plan;
  readonly estimate: Estimate;
}

async function send(
  { images, sqs, plan, estimate }: Sending,
  options: BackfillOptions,
  io: Io,
): Promise<number> {
  const status = new StatusLine(io.stderr, Date.now);
  status.expect(estimate.images);
  const sender = new BackfillSender({
    ...plan,
    client: sqs,
    onSent: () => status.advance(),
    rereads: options.again ?? false,
    run: options.notifyEach ? undefined : { id: randomUUID(), name: 'backfill' },
  });
  const { signal, release } = abortOnInterrupt(() => status.say('Stopping after this batch.'));
  let isDone = false;
  try {
    await sender.send(images, signal);
    isDone = !signal.aborted;
  } finally {
    release();
    status.clear();
    if (!isDone) status.say(howToResume(sender, options));
  }
  await end(estimate, sender.sent, options, io);
  return isDone ? EXIT.done : EXIT.interrupted;
}

function howToResume({ sent, lastKey }: BackfillSender, options: BackfillOptions): string {
  return `${count(sent, 'image')} sent. Resume with: ${resumeCommand(options, lastKey ?? options.after)}`;
}

function resumeCommand(
  { prefix = '', stack, region, rate, again }: BackfillOptions,
  after: string | undefined,
): string {
  const flags = Object.entries({ prefix, stack, region, rate, after }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${shellWord(String(value))}`],
  );
  if (again) flags.push('--again');
  return `glyphwatch aws backfill ${flags.join(' ')}`;
}

async function end(
  estimate: Estimate,
  sent: number,
  { format, again }: BackfillOptions,
  { stdout }: Io,
): Promise<number> {
  const known = again
    ? '; known images are read again if another engine or version has read them'
    : '; known images are not read again';
  const text =
    format === 'table'
      ? `${count(sent, 'image')} sent to the queue${sent > 0 ? known : ''}.\n`
      : `${printableJson({ ...estimate, sent })}\n`;
  await write(stdout, text);
  return EXIT.done;
}
