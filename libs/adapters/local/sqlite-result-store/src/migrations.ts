import type { DatabaseSync } from 'node:sqlite';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { Prepare } from './prepare.ts';
import type { Gradual, OnUpgrade } from './gradual.ts';
import { FRAGMENTS, indexFragments } from './index-fragments.ts';
import { HOLDS } from './hold-rows.ts';
import { DELIVERIES, movePending } from './keep-deliveries.ts';
import { LOOKING, summariseResults } from './looking-schema.ts';

/*
 * Forward only: migration n takes a file from `user_version` n to n + 1. Never edit a released migration; add a new one.
 */

/** "Glyw", to recognise our own files. https://www.sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x476c7977;

/**
 * `results.result` is a Result as JSON, except for what has a column of its own; other columns are for lookups. `detection`
 * is compressed (`packDetection`). `result_text` is a contentless index: words without the text. Times are REAL because a
 * clock may return fractions of a millisecond.
 */
const FIRST = `
  CREATE TABLE results (
    row         INTEGER PRIMARY KEY,
    image_id    TEXT NOT NULL UNIQUE,
    status      TEXT NOT NULL,
    uploaded_at REAL NOT NULL,
    updated_at  REAL NOT NULL,
    owner       TEXT,
    result      TEXT NOT NULL,
    pending     TEXT NOT NULL,
    unrecorded  TEXT NOT NULL,
    detection   BLOB,
    waiting_since REAL
  ) STRICT;
  CREATE INDEX results_by_time ON results (updated_at, image_id);
  CREATE INDEX results_by_status ON results (status, updated_at, image_id);
  CREATE INDEX results_waiting ON results (waiting_since, image_id) WHERE waiting_since IS NOT NULL;

  CREATE TABLE result_rules (
    rule_id     TEXT NOT NULL,
    uploaded_at REAL NOT NULL,
    image_id    TEXT NOT NULL,
    PRIMARY KEY (rule_id, uploaded_at, image_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX result_rules_by_image ON result_rules (image_id);

  CREATE VIRTUAL TABLE result_text USING fts5(
    text, tokenize = 'unicode61 remove_diacritics 2', content = '', contentless_delete = 1
  );

  CREATE TABLE matches (
    id          TEXT NOT NULL PRIMARY KEY,
    rule_id     TEXT NOT NULL,
    uploaded_at REAL NOT NULL,
    record      TEXT NOT NULL
  ) STRICT;
  CREATE INDEX matches_by_rule ON matches (rule_id, uploaded_at, id);

  CREATE TABLE detections (
    content_hash TEXT NOT NULL,
    detector     TEXT NOT NULL,
    detection    BLOB NOT NULL,
    PRIMARY KEY (content_hash, detector)
  ) STRICT;
`;

export type Migration = string | Gradual;

export const MIGRATIONS: readonly Migration[] = [
  FIRST,
  FRAGMENTS,
  indexFragments,
  DELIVERIES,
  movePending,
  HOLDS,
  LOOKING,
  summariseResults,
];
/** Older files can be read, but not searched inside words. */
export const WITH_FRAGMENTS = 3;
/** In older files, results can be read, but not what waits to be told. */
export const WITH_DELIVERIES = 5;
/** Older files cannot be looked at through a console. */
export const WITH_LOOKING = 8;
export const NEWEST_SCHEMA = MIGRATIONS.length;

/** Checks before the first write that the file belongs neither to another program nor to a newer Glyphwatch. */
export function refuseForeign(connection: DatabaseSync, path: string): void {
  const { version, isOurs, isEmpty } = identify(connection);
  if (!isOurs && (version > 0 || !isEmpty)) {
    throw new GlyphwatchError(
      'store-misconfigured',
      `${path} is a database of another program. Name another file for the results.`,
    );
  }
  if (version > NEWEST_SCHEMA) throw tooNew(path, version);
}

export interface MigrationOptions {
  readonly migrations?: readonly Migration[];
  readonly onUpgrade?: OnUpgrade | undefined;
}

type InTransaction = <T>(work: () => T) => T;

export function migrate(
  connection: DatabaseSync,
  inTransaction: InTransaction,
  { migrations = MIGRATIONS, onUpgrade }: MigrationOptions = {},
): void {
  for (;;) {
    const version = pragma(connection, 'user_version');
    const next = migrations[version];
    if (next === undefined) return;
    if (typeof next === 'string') inTransaction(() => runQuickOnes(connection, migrations));
    else runGradually(connection, inTransaction, { version, gradual: next, onUpgrade });
  }
}

/** Up to the next one that takes long. */
function runQuickOnes(connection: DatabaseSync, migrations: readonly Migration[]): void {
  // Read again under the lock: another process may have migrated meanwhile.
  let version = pragma(connection, 'user_version');
  for (let next = migrations[version]; typeof next === 'string'; next = migrations[++version]) {
    connection.exec(next);
  }
  setVersion(connection, version);
}

function runGradually(
  connection: DatabaseSync,
  inTransaction: InTransaction,
  { version, gradual, onUpgrade }: { version: number; gradual: Gradual } & MigrationOptions,
): void {
  const total = gradual.count(connection);
  let [done, row] = [0, 0];
  for (let isLeft = true; isLeft;) {
    isLeft = inTransaction(() => {
      // Another process may have finished meanwhile.
      if (pragma(connection, 'user_version') !== version) return false;
      const { rows, last } = gradual.step(connection, row);
      [done, row] = [done + rows, last];
      if (rows === 0) setVersion(connection, version + 1);
      return rows > 0;
    });
    if (isLeft) onUpgrade?.({ done, total });
  }
}

function setVersion(connection: DatabaseSync, version: number): void {
  connection.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  connection.exec(`PRAGMA user_version = ${version}`);
}

/** 0 for a file that holds nothing yet. */
export function schemaOf(connection: DatabaseSync): number {
  return pragma(connection, 'user_version');
}

/** A file that was only opened to be read is not migrated. */
export function refuseOlder(prepare: Prepare, version: number, message: string): void {
  const { user_version: schema } = prepare('PRAGMA user_version').get() ?? {};
  if (Number(schema) < version) throw new GlyphwatchError('store-misconfigured', message);
}

function tooNew(path: string, version: number): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `${path} was written by a newer Glyphwatch (schema ${version}, this one knows ${NEWEST_SCHEMA}). ` +
      'Update Glyphwatch, or name another file for the results.',
  );
}

/** In one transaction, because a half-finished migration by another process would look like a foreign database. */
function identify(connection: DatabaseSync) {
  connection.exec('BEGIN');
  try {
    return {
      isEmpty: connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined,
      version: pragma(connection, 'user_version'),
      isOurs: pragma(connection, 'application_id') === APPLICATION_ID,
    };
  } finally {
    connection.exec('COMMIT');
  }
}

function pragma(connection: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}
