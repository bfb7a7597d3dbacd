import { type Mutation, mutationsOf, type Specs } from './mutation.ts';

const inPipeline = (pattern: string): Specs => ({ project: 'apps/pipeline', pattern });
const HANDLING = [inPipeline('handle-batch.spec|src/pipeline.spec|backoff.spec')];
const READING = [inPipeline('read-invocation.spec|src/pipeline.spec')];
const FAILURES = [{ project: 'libs/aws-failures', pattern: 'spec' }];
const SQLITE = [
  { project: 'libs/adapters/local/sqlite-result-store', pattern: 'sqlite-result-store.spec' },
];
const DYNAMO = [
  {
    project: 'libs/adapters/aws/dynamodb-result-store',
    pattern: 'faults.spec|dynamo-result-store.spec',
  },
];

/** Partial batches, delays, events, classes of errors, and the conditions of two stores. */
export const OF_THE_EDGES: readonly Mutation[] = [
  ...mutationsOf('apps/pipeline/src/handle-batch.ts', HANDLING, [
    [
      'records.filter((record) => !done.has(record))',
      'records.filter((record) => done.has(record))',
      'what failed is deleted',
    ],
    [
      "if ((await work(record)) === 'done') done.add(record);",
      'await work(record);\n        done.add(record);',
      'what is busy is deleted',
    ],
    ['      if (isOver) return;\n', '', 'work goes on after the answer'],
    [
      'await Promise.race([Promise.all(Array.from({ length: concurrency }, worker)), deadline]);',
      'await Promise.all(Array.from({ length: concurrency }, worker));',
      'a slow batch acknowledges nothing',
    ],
    ['        await onFailure(record, error);\n', '', 'a failed message comes back at once'],
  ]),
  ...mutationsOf('apps/pipeline/src/pipeline.ts', HANDLING, [
    [
      "if (leases.length === 0) return 'done';",
      "return 'done';",
      'what another process may never finish is acknowledged',
    ],
    [
      'attributes.ApproximateReceiveCount >= this.#parts.maxReceiveCount',
      'attributes.ApproximateReceiveCount > this.#parts.maxReceiveCount',
      'the last failure is never announced',
    ],
    [
      'events.map((event) => handleImageEvent.handle(event, lastAttempt)),',
      'events.map((event) => handleImageEvent.handle(event, false)),',
      'the last failure is never announced',
    ],
    [
      "this.#parts.logger.warn('message not postponed', { messageId, ...describeError(error) });",
      'throw error;',
      'a message that cannot be postponed fails the batch',
    ],
    [
      'if (held) throw new Error(',
      'if (held && false) throw new Error(',
      'an event without a queue is lost while its image is busy',
      'survived once',
    ],
  ]),
  ...mutationsOf('apps/pipeline/src/backoff.ts', HANDLING, [
    [
      "  if (hasErrorCode(error, 'upload-invalid')) return PERMANENT_FAILURE_DELAY_SECONDS;\n",
      '',
      'garbage takes hours to become a dead letter',
    ],
    [
      'Math.min(Math.ceil(seconds) + 1, MAX_VISIBILITY_SECONDS)',
      'Math.ceil(seconds) + 1',
      'a delay is longer than SQS allows',
    ],
  ]),
  ...mutationsOf(
    'apps/pipeline/src/handle-image-event.ts',
    [inPipeline('src/pipeline.spec|backfilled-images.spec')],
    [
      [
        'if (upload.address.bucket === this.#parts.bucket) return;',
        'return;',
        'events about other buckets are taken',
      ],
      [
        'const about = { upload, lastAttempt, run, ...again };',
        'const about = { upload, lastAttempt, run };',
        'a backfill never reads again',
      ],
    ],
  ),
  ...mutationsOf('apps/pipeline/src/inbound/read-s3-notification.ts', READING, [
    ["key.replaceAll('+', ' ')", 'key', 'spaces in keys are plus signs'],
    [
      '/^(ObjectRemoved|LifecycleExpiration):/',
      '/^ObjectRemoved:/',
      'what a lifecycle removes stays',
    ],
  ]),
  ...mutationsOf('apps/pipeline/src/inbound/image-event.ts', READING, [
    [
      'fields.versionId === NO_VERSION ? undefined : fields.versionId',
      'fields.versionId',
      'a bucket without versions has one called null',
    ],
    [
      'fields.sequencer?.toUpperCase() ?? s3SequencerAt(uploadedAt)',
      "fields.sequencer?.toUpperCase() ?? ''",
      'events without a sequencer are older than any',
    ],
  ]),
  ...mutationsOf(
    'apps/pipeline/src/observe/describe-error.ts',
    [inPipeline('describe-error.spec')],
    [
      [
        'escapeControls(messageForUsers(error, nameOf(error)))',
        'escapeControls(String(error))',
        'the log quotes what others wrote',
        'survived once',
      ],
    ],
  ),
  ...mutationsOf('libs/aws-failures/src/failure-kind.ts', FAILURES, [
    [
      'status === undefined || status >= 500 ||',
      'status !== undefined && status >= 500 ||',
      'what was never answered is given up',
      { equivalent: 'what has no status is transient in the last line, too' },
    ],
    [' || TRANSIENT_STATUSES.includes(status)', '', 'a throttle without a name is given up'],
    ["    'ProvisionedThroughputExceeded',\n", '', 'a throttled table needs a person'],
    [
      "return status >= 300 ? 'refused' : 'transient';",
      "return 'refused';",
      'an answer that was cut off is given up',
    ],
  ]),
  ...mutationsOf('libs/aws-failures/src/translate-failure.ts', FAILURES, [
    [
      "kind === 'transient' ? unavailable : misconfigured",
      "kind === 'transient' ? misconfigured : unavailable",
      'what a person must mend is tried for ever',
    ],
  ]),
  ...mutationsOf('libs/aws-failures/src/notifier-failure.ts', FAILURES, [
    [
      "!settingAtFault && failureKind(error) === 'refused'",
      "failureKind(error) === 'refused'",
      'a wrong setting makes dead letters',
    ],
  ]),
  ...mutationsOf(
    'libs/adapters/aws/eventbridge-notifier/src/eventbridge-notifier.ts',
    [{ project: 'libs/adapters/aws/eventbridge-notifier', pattern: 'spec' }],
    [
      [
        "(answer?.EventId ? undefined : 'InternalFailure')",
        'undefined',
        'an entry without an answer counts as accepted',
        'survived once',
      ],
      [
        "if (batch.length > 1 && hasErrorCode(failure, 'notification-refused')) {",
        "if (batch.length > 99 && hasErrorCode(failure, 'notification-refused')) {",
        'one bad event takes others with it',
      ],
      [
        'else if (mayRetry && isRetryable(errorCode)) return true;',
        'else if (mayRetry) return true;',
        'what is refused is sent three times',
        'survived once',
      ],
    ],
  ),
  ...mutationsOf(
    'libs/adapters/aws/rekognition-text-detector/src/failure-of.ts',
    [
      {
        project: 'libs/adapters/aws/rekognition-text-detector',
        pattern: 'rekognition-text-detector.spec',
      },
    ],
    [
      [
        "  if (name === 'InvalidS3ObjectException') return unreadable(error, address, askObject);\n",
        '',
        'a removed image needs a person',
      ],
      [
        "  if (state === 'gone') {",
        "  if (state !== 'gone') {",
        'an image that cannot be read is gone',
      ],
    ],
  ),
  ...mutationsOf('libs/adapters/local/sqlite-result-store/src/sqlite-deliveries.ts', SQLITE, [
    [
      " AND state = 'waiting' AND due = :due`;",
      " AND state = 'waiting'`;",
      'two processes take one delivery',
    ],
    [
      "      if (turn.revision !== Number(stored?.['revision'] ?? NO_TURN.revision)) return false;\n",
      '',
      'two processes take one turn',
    ],
  ]),
  ...mutationsOf('libs/adapters/local/sqlite-result-store/src/delivery-rows.ts', SQLITE, [
    [
      'ON CONFLICT (id) DO NOTHING',
      "ON CONFLICT (id) DO UPDATE SET state = 'waiting'",
      'what was told waits again',
    ],
  ]),
  ...mutationsOf('libs/adapters/aws/dynamodb-result-store/src/result-items.ts', DYNAMO, [
    [
      'isWhole(stored) && stored.revision === next.revision',
      'isWhole(stored) && stored.revision === undefined',
      'a commit whose answer was lost counts as refused',
    ],
    ['item: row, ...IF_NEW })),', 'item: row })),', 'what was told waits again'],
  ]),
  ...mutationsOf('libs/adapters/aws/dynamodb-result-store/src/delivery-rows.ts', DYNAMO, [
    [
      "return item?.['Revision']?.S === revision;",
      'return false;',
      'a delivery whose answer was lost is told by nobody',
    ],
  ]),
  ...mutationsOf('libs/domain/src/result-steps.ts', SQLITE, [
    [
      "  if (isHeld) return 'held';\n  if (purgeBefore",
      '  if (purgeBefore',
      'what is held is deleted once it is damaged',
    ],
  ]),
  ...mutationsOf('libs/adapters/local/sqlite-result-store/src/hold-rows.ts', SQLITE, [
    [
      '\n  UNION SELECT rule_id FROM result_rules WHERE image_id = :imageId',
      '',
      'a hold on a rule does not hold what is damaged',
    ],
  ]),
  ...mutationsOf('libs/adapters/aws/dynamodb-result-store/src/dynamo-result-store.ts', DYNAMO, [
    [
      'const found = purgeBefore === undefined ? undefined : await this.#items.find(imageId);\n      if (found && !isWhole(found)) return decideDamaged(deletion, { isTelling, isHeld });\n',
      'const found = purgeBefore === undefined ? undefined : await this.#items.find(imageId);\n',
      'what is damaged is half purged',
    ],
  ]),
];
