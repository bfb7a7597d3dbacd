import { type Mutation, mutationsOf, type Specs } from './mutation.ts';

const inDomain = (pattern: string): Specs => ({ project: 'libs/domain', pattern });
const inPipeline = (pattern: string): Specs => ({ project: 'apps/pipeline', pattern });

const STORE = [inDomain('in-memory-result-store|follow-bucket.spec|scan-image.spec')];
const SCAN = [inDomain('scan-image.spec|follow-bucket.spec|replay-watchlist.spec')];
const REPLAY = [inDomain('replay-watchlist.spec'), inPipeline('simulation/replay.spec')];
const HISTORY = [
  inDomain('scan-image.spec|record-history.spec'),
  inPipeline('simulation/one-delivery.spec'),
];
const STEPS = 'libs/domain/src/result-steps.ts';

/** Claims, sequencers, commits, deletions, replays. */
export const OF_THE_DOMAIN: readonly Mutation[] = [
  ...mutationsOf(STEPS, STORE, [
    [
      'if (order < 0 || (order === 0 && !isSame))',
      'if (order === 0 && !isSame)',
      'an older upload replaces a newer one',
    ],
    [
      'if (order < 0 || (order === 0 && !isSame))',
      'if (order < 0)',
      'of two versions with one sequencer the last wins',
    ],
    ['leaseUntil > claim.now && isSame', 'leaseUntil > claim.now', 'a newer version has to wait'],
    [
      'leaseUntil > claim.now && isSame',
      'leaseUntil > Infinity && isSame',
      'no lease protects a claim',
    ],
    ['if (isClaimed && !claim.takeOver)', 'if (isClaimed)', 'nobody takes over from the dead'],
    [
      "if (order > 0 || status === 'FAILED' || previous.leaseUntil !== undefined) return undefined;",
      'if (order > 0 || previous.leaseUntil !== undefined) return undefined;',
      'what failed is never tried again',
    ],
    [
      "if (order > 0 || status === 'FAILED' || previous.leaseUntil !== undefined) return undefined;",
      "if (order > 0 || status === 'FAILED') return undefined;",
      'an expired claim is never granted again',
    ],
    [
      "if (order > 0 || status === 'FAILED' || previous.leaseUntil !== undefined) return undefined;",
      "if (status === 'FAILED' || previous.leaseUntil !== undefined) return undefined;",
      'a newer upload is not scanned',
    ],
    [
      "return claim.redo ? undefined : { kind: 'done', result: previous };",
      "return { kind: 'done', result: previous };",
      'a redo is refused',
    ],
    [
      "return isSame && isFinal(status) && status !== 'GONE';",
      'return isSame && isFinal(status);',
      'what was gone and is there again stays GONE',
    ],
    [
      'const result = { ...previous, sequencer: upload.sequencer };',
      'const result = { ...previous };',
      'a known version stays as old as it was',
    ],
    [
      'isRead(previous, upload) && !claim.redo',
      'isRead(previous, upload)',
      'a newer upload is never redone',
    ],
    ['isSameVersion ? previous.attempts + 1 : 1', '1', 'attempts are not counted'],
    [
      'isSameVersion ? previous : { ...NOTHING_SHOWN, unrecorded }',
      '{ ...NOTHING_SHOWN, unrecorded }',
      'a redo loses the text before it has read it again',
    ],
    [
      'isSameVersion ? previous : { ...NOTHING_SHOWN, unrecorded }',
      'isSameVersion ? previous : { ...NOTHING_SHOWN, unrecorded: [] }',
      'what is unrecorded is lost with the next version',
    ],
    [
      'return leaseUntil > (claimed.leaseUntil ?? 0) ? { ...claimed, leaseUntil } : undefined;',
      'return { ...claimed, leaseUntil };',
      'a renewal shortens a claim',
    ],
    [
      'if (stored?.owner === owner) return stored.result;',
      'if (stored) return stored.result;',
      'anybody commits',
    ],
    [
      'const unrecorded = withNew(claimed.unrecorded, records);',
      'const unrecorded = [...records];',
      'a commit forgets what is unrecorded',
    ],
    [
      'if (stored?.owner !== owner) return undefined;',
      'if (!stored) return undefined;',
      'anybody fails a scan',
    ],
    [
      'compareSequencers(previous.sequencer, upload.sequencer) > 0) return undefined;',
      'compareSequencers(previous.sequencer, upload.sequencer) >= 0) return undefined;',
      'a deletion as old as the upload is ignored',
    ],
    [
      'const emptied = { ...NOTHING_SHOWN, unrecorded, notified };',
      'const emptied = { ...NOTHING_SHOWN, unrecorded };',
      'what is gone forgets what was announced',
    ],
    [
      'const emptied = { ...NOTHING_SHOWN, unrecorded, notified };',
      'const emptied = { ...NOTHING_SHOWN, unrecorded: [], notified };',
      'a deletion loses history that is unrecorded',
    ],
    [
      'result.unrecorded.filter(({ id }) => !recordIds.includes(id))',
      'result.unrecorded.filter(() => recordIds.length === 0)',
      'clearing one record clears all',
    ],
    ['(result.leaseUntil ?? 0) > now || ', '', 'what is being scanned is deleted'],
    [
      'result.updatedAt >= purgeBefore',
      'result.updatedAt > purgeBefore',
      'what changed at that moment is purged',
    ],
    ['isTelling || result.unrecorded.length > 0', 'isTelling', 'what is unrecorded is deleted'],
    [
      'isTelling || result.unrecorded.length > 0',
      'result.unrecorded.length > 0',
      'what is to be told is deleted',
    ],
    ['    ...(readBy === undefined ? {} : { readBy }),\n', '', 'what was purged is read again'],
    ['more.filter(({ id }) => !known.has(id))', 'more', 'a match is unrecorded twice'],
    [
      "  if (!result) return 'unknown';\n  if (isHeld) return 'held';\n",
      "  if (!result) return 'unknown';\n",
      'what is held is deleted',
    ],
  ]),
  ...mutationsOf(
    'libs/domain/src/sequencer.ts',
    [inDomain('sequencer.spec')],
    [
      [
        "[a.padEnd(length, '0'), b.padEnd(length, '0')]",
        "[a.padStart(length, '0'), b.padStart(length, '0')]",
        'sequencers are padded on the left',
      ],
      ['const digits = sequencer.toUpperCase();', 'const digits = sequencer;', 'case matters'],
      [
        'return isCut ? LEFT_OUT + digits : digits;',
        'return digits;',
        'the forms of S3 and EventBridge do not mix',
      ],
      [
        'return isNewer ? moment : sequencerAfter(previous);',
        'return moment;',
        'a clock that was set back makes a file old',
      ],
      [
        "aligned(previous).padEnd(LONGEST_DIGITS, '0')",
        'aligned(previous)',
        'what a look found is newer than later events',
        'survived once',
      ],
    ],
  ),
  ...mutationsOf('libs/domain/src/scan-image.ts', SCAN, [
    ['    if (!isFinal(status)) return true;\n', '', 'an older event leaves an image PROCESSING'],
    ["status !== 'GONE' && readBy !== ", 'readBy !== ', 'what is gone is read again'],
    [
      '      if (now - renewedAt < leaseMs * RENEWED_AFTER) return;\n',
      '',
      'a claim is renewed with every page',
    ],
    [
      'owner, now + leaseMs);\n      renewedAt',
      'owner, now);\n      renewedAt',
      'a renewal extends nothing',
    ],
    ['    if (!request.lastAttempt) throw error;\n', '', 'without rules an image fails at once'],
    [
      'const { notifications, notified } = lastAttempt\n',
      'const { notifications, notified } = true\n',
      'each attempt announces its failure',
    ],
    [
      'if (await store.fail(imageId, owner, failure)) await telling.tell(planned);',
      'await store.fail(imageId, owner, failure);\n      await telling.tell(planned);',
      'a failure that was not stored is told',
    ],
    [
      'const isNewer = compareSequencers(result.sequencer, upload.sequencer) > 0;',
      'const isNewer = false as boolean;',
      'an overtaken scan does not say that it is stale',
    ],
    [
      "    if (leaseUntil !== undefined) return { kind: 'busy', leaseUntil };\n    if (result",
      '    if (result',
      'what another process reads counts as known',
    ],
    [
      "    if (result.status === 'FAILED') throw error;\n",
      '',
      'what failed elsewhere counts as known',
    ],
    [
      'recordHistory(store, known).then((): readonly Untold[] => [])',
      'Promise.resolve([] as readonly Untold[])',
      'the history is not recorded',
    ],
    [
      'planned ? telling.tell(planned) : Promise.resolve([]),',
      'Promise.resolve([]),',
      'nobody is told before the sweeper comes',
    ],
    [
      'if (current?.version !== version) {',
      'if (!current) {',
      'an overwritten image is told of as what replaced it',
    ],
    [
      'address.versionId !== undefined || version === sequencer',
      'address.versionId !== undefined',
      'an upload without version or ETag is never read',
    ],
    [
      "      if (!hasErrorCode(error, 'image-unsupported')) throw error;\n",
      '',
      'every failure makes an image UNSUPPORTED',
    ],
    [
      "      if (hasErrorCode(error, 'image-gone')) return () => unreadable('GONE', error);\n",
      '',
      'a removed image fails for ever',
    ],
    [
      'if (current.uploadedAt <= since) return conclusion;',
      'return conclusion;',
      'what was there between two equal uploads is taken for them',
      'survived once',
    ],
  ]),
  ...mutationsOf(
    'libs/domain/src/follow-bucket.ts',
    [inDomain('follow-bucket.spec')],
    [
      [
        'const known = await store.find(imageIdOf(upload.address));',
        'const known = undefined as Result | undefined;',
        'a deletion ignores what is known under a newer sequencer',
      ],
      [
        'return isSame ? before.sequencer : sequencerJustAfter(before.sequencer);',
        'return before.sequencer;',
        'an older event takes back what a look found',
      ],
      [
        'if (!before || compareSequencers(sequencer, before.sequencer) > 0) return sequencer;',
        'return sequencer;',
        'what is there but older than what is stored is never read',
      ],
      [
        'return isFound ? this.#changedSince(report.result) : undefined;',
        'return undefined;',
        'what was found is not looked at again',
      ],
      [
        "    if (status === 'GONE') return images.find(asked.address);\n",
        '',
        'what is there again stays GONE',
      ],
      [
        'return current?.version === asked.version ? current : undefined;',
        'return current;',
        'an event about one version reads another',
      ],
      [
        "    if (report.kind === 'replaced') return report.current;\n",
        "    if (report.kind === 'replaced') return undefined;\n",
        'nobody reads what replaced an image',
      ],
      [
        'if (current) return current.version === version ? undefined : current;',
        'if (current) return undefined;',
        'what came meanwhile is not read',
      ],
    ],
  ),
  ...mutationsOf(
    'libs/domain/src/announce.ts',
    [inDomain('announce.spec|scan-image.spec|replay-watchlist.spec')],
    [
      ['\n    .filter(({ id }) => !notified.includes(id));', ';', 'a match is announced again'],
      [
        '  if (notified.includes(id)) return { notifications: [], notified };\n',
        '',
        'a reading is announced again',
      ],
      [
        'return previous?.version === upload.version ? previous.notified : [];',
        'return previous?.notified ?? [];',
        'a new version has been announced already',
      ],
      [
        '(isDefault && channels.includes(DEFAULT_CHANNEL))',
        'isDefault',
        'rules of one channel are told on every default channel',
      ],
      [
        'about.version, sequencer, ...ruleIds)',
        'about.version, ...ruleIds)',
        'an image that comes back to a version is not told',
      ],
    ],
  ),
  ...mutationsOf('libs/domain/src/record-history.ts', HISTORY, [
    [
      '  await store.recordMatches(imageId, unrecorded);\n  await store.clear(',
      '  await store.clear(imageId, unrecorded.map(({ id }) => id));\n  await store.recordMatches(imageId, unrecorded);\n  await store.clear(',
      'it is cleared before it is recorded',
    ],
    [
      'if (batch.length === 0 || listed.length < limit) break;',
      'break;',
      'only a hundred images are recorded',
      'survived once',
    ],
    [
      'const limit = Math.min(BATCH + failures.size, MOST_LISTED);',
      'const limit = BATCH;',
      'a hundred images that cannot be recorded hide the others',
    ],
    [
      "if (hasErrorCode(error, 'store-unavailable')) throw error;\n",
      '',
      'a store that is down is asked about each image',
    ],
  ]),
  ...mutationsOf('libs/domain/src/replay-watchlist.ts', REPLAY, [
    [
      'const claim = { owner: ids.owner(), now, leaseUntil: now };',
      'const claim = { owner: ids.owner(), now, leaseUntil: now, redo: true };',
      'what has become final is taken away',
      'survived once',
    ],
    [
      '        if (run.signal?.aborted) return;\n',
      '',
      'a replay that was stopped goes on to write',
      'survived once',
    ],
    [
      'if (leaseUntil > this.#parts.clock()) return void waiting.add(imageId);',
      'if (leaseUntil > Infinity) return void waiting.add(imageId);',
      'a replay does not wait for who is reading',
      { equivalent: 'the claim is refused while another process holds it, and then it waits, too' },
    ],
    [
      '    await this.#visitChanged(selection, run);\n',
      '',
      'what was scanned by older rules meanwhile stays so',
    ],
    ['    await this.#comeBack(run);\n', '', 'a replay does not come back to what was being read'],
    [
      'return notify ? news : { ...news, notifications: [] };',
      'return news;',
      'a silent replay tells',
    ],
  ]),
];
