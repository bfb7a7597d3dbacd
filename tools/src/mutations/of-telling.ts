import { type Mutation, mutationsOf, type Specs } from './mutation.ts';

const inDomain = (pattern: string): Specs => ({ project: 'libs/domain', pattern });
const TELLING = [
  inDomain('telling/(telling|each).spec|alert-night'),
  { project: 'apps/pipeline', pattern: 'simulation/(one-delivery|two-deliveries).spec' },
];
const DECIDING = [inDomain('telling/decide.spec|telling/telling.spec')];
const INSISTING = [inDomain('telling/insist.spec|telling/telling.spec')];
const MASKING = [inDomain('mask.spec|announce.spec')];

/** Turns, leases, dead letters, windows, masking. */
export const OF_TELLING: readonly Mutation[] = [
  ...mutationsOf('libs/domain/src/telling/each.ts', TELLING, [
    [
      '    if (clock() >= held.heldUntil - this.#tellMs * (1 - BEGIN_WITHIN)) return [];\n',
      '',
      'a process that stood still tells what another tells',
    ],
    [
      '    if (clock() >= hold.until) return;\n',
      '',
      'who has lost a delivery gives it back',
      'survived once',
    ],
    [
      'row && (hold.dues.size === 0 || hold.dues.has(row.due))',
      'row',
      'a delivery that another process holds is given back',
      'survived once',
    ],
    [
      'attempts >= GIVE_UP_ATTEMPTS && clock() - addedAt > GIVE_UP_MS',
      'clock() - addedAt > GIVE_UP_MS',
      'what was sent again is given up at once',
    ],
    [
      'attempts >= GIVE_UP_ATTEMPTS && clock() - addedAt > GIVE_UP_MS',
      'attempts >= GIVE_UP_ATTEMPTS',
      'an outage of hours makes dead letters',
    ],
    [
      "if (!isHeld || !hasErrorCode(error, 'notification-refused')) throw error;",
      'if (!isHeld) throw error;',
      'a channel that is down is asked twice',
    ],
    [
      '    if (isForNobodyLeft) return this.#markTold(id, error);\n',
      '',
      'who got it gets it again',
    ],
    [
      'rows.filter(({ id }) => taken.has(id))',
      'rows',
      'what another process has taken is told, too',
      {
        equivalent:
          'notifications are read only of what was taken, and nothing is told without one',
      },
    ],
    [
      'await insist(this.#parts, () => deliveries.end(this.#channel.name, [id], how));',
      'await deliveries.end(this.#channel.name, [id], how);',
      'what was told is told again because a store was slow',
    ],
  ]),
  ...mutationsOf('libs/domain/src/telling/speaker.ts', TELLING, [
    [
      '    if (clock() >= held.beginBefore) return undefined;\n',
      '',
      'a process that stood still tells what another tells',
    ],
    [
      '      if (stored.holder !== turn.holder) return undefined;\n',
      '',
      'a turn is taken from who holds it',
    ],
    [
      'seen.due.filter(({ id }) => !told.has(id))',
      'seen.due',
      'what was told and is not marked is told again',
    ],
    [
      '    if (turn.done && turn.revision !== this.#marked) await this.#markTold(turn.done);\n',
      '',
      'what a dead process told is never marked',
    ],
    [
      '    if (turn.set) return this.#hold({ ...open, set: turn.set }, rows, policy);\n',
      '',
      'what a dead process began is told under another id',
    ],
    [
      'return heldUntil > now && heldUntil - now <=',
      'return heldUntil < 0 && heldUntil - now <=',
      'nobody waits for who holds the turn',
    ],
    [
      '{ ...released(turn), ...spoken, done }',
      '{ ...released(turn), ...spoken }',
      'the turn does not say what was told',
    ],
    [
      'if (isRefused && !turn.brief) {',
      'if (isRefused && turn.brief) {',
      'what a channel refuses is not told as counts',
    ],
    [
      'if (isRefused || now - set.since > GIVE_UP_MS) {',
      'if (isRefused) {',
      'a channel that is gone is tried for ever',
    ],
    [
      '    if (turn.revision !== first.turn.revision) return { isOver: false };\n',
      '',
      'it is decided about a turn that has changed',
      {
        equivalent:
          'the turn is taken on condition of the revision that was seen last, and rows by their times',
      },
    ],
  ]),
  ...mutationsOf('libs/domain/src/telling/decide.ts', DECIDING, [
    [
      'rankOf(row.severity) > rankOf(last.severity)',
      'rankOf(row.severity) >= rankOf(last.severity)',
      'a window holds nothing back',
    ],
    [
      'return isPast(at, now) && now - at < HOUR_MS;',
      'return isPast(at, now);',
      'the limit of an hour lasts for ever',
      'survived once',
    ],
    [
      'if (!isSilenced(row, silence) || (isUrgent(row) && !silence.evenIfCritical)) return [];',
      'if (!isSilenced(row, silence)) return [];',
      'a silence holds back what is critical',
    ],
    [
      'times[times.length - atMost]',
      'times[times.length - atMost - 1]',
      'an hour has one message more',
    ],
    [
      'ruleIds.every((id) => id === value)',
      'ruleIds.some((id) => id === value)',
      'a silence of one rule holds back another',
    ],
    ['groups.size > MAX_GROUPS_ALONE ||', 'groups.size > 99 ||', 'many rules make many messages'],
  ]),
  ...mutationsOf('libs/domain/src/telling/while-held.ts', TELLING, [
    [
      'renew().catch(() => true)',
      'renew().catch(() => false)',
      'one renewal that fails is the last',
      'survived once',
    ],
    ['    await state.renewal;\n', '', 'a renewal under way ends after the turn was given back'],
  ]),
  ...mutationsOf('libs/domain/src/telling/insist.ts', INSISTING, [
    [
      "if (isOver || !hasErrorCode(error, 'store-unavailable')) throw error;",
      'throw error;',
      'what was told is told again because a store was slow',
    ],
    [
      "if (isOver || !hasErrorCode(error, 'store-unavailable')) throw error;",
      'if (isOver) throw error;',
      'a store that lacks a permission is asked for ten minutes',
      'survived once',
    ],
  ]),
  ...mutationsOf('libs/domain/src/mask.ts', MASKING, [
    [
      "this.isAll = secret.some(({ hides }) => hides === 'everything');",
      'this.isAll = false as boolean;',
      'secrets beyond the bound stay readable',
    ],
    [
      '    if (detection) this.#hide(copiesOf(texts, detection));\n',
      '',
      'copies of a secret stay readable',
    ],
    [
      'characters.length >= SHORTEST_HINTED_LENGTH ?',
      'characters.length >= HINT_LENGTH ?',
      'of short secrets half is shown',
    ],
    [
      'const mask = this.isAll ? () => MASK : maskText;',
      'const mask = maskText;',
      'hints of unknown secrets are shown',
    ],
    [
      "      if (hides !== 'everything') this.#hide(hides);\n",
      '',
      'places that were nearly accepted stay readable',
    ],
    [
      'ruleMatches.filter(({ sensitive }) => sensitive)',
      'ruleMatches.filter(({ sensitive }) => !sensitive)',
      'nothing sensitive is masked',
    ],
  ]),
  ...mutationsOf('libs/domain/src/copies.ts', MASKING, [
    [
      'LOOKALIKES.get(character) ?? character',
      'character',
      'a misread copy of a secret stays readable',
    ],
  ]),
];
