import { deliveryOf, type Notification } from '@glyphwatch/domain';
import type { Gradual } from './gradual.ts';

/**
 * `delivery` is a DeliverySummary as JSON; what changes or is looked up has a column of its own. `notification`, the largest
 * column, is the last one, so that SQLite reads the others without it. `turn` and `silence` are JSON, too.
 */
export const DELIVERIES = `
  CREATE TABLE deliveries (
    row          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    channel      TEXT NOT NULL,
    state        TEXT NOT NULL,
    due          REAL NOT NULL,
    added_at     REAL NOT NULL,
    ended_at     REAL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    why          TEXT,
    error        TEXT,
    message      TEXT,
    changed_by   TEXT,
    reached      TEXT,
    image_id     TEXT NOT NULL,
    run_id       TEXT,
    reminder_of  TEXT,
    delivery     TEXT NOT NULL,
    notification TEXT NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (channel, due) WHERE state = 'waiting';
  CREATE INDEX deliveries_by_time ON deliveries (added_at, id);
  CREATE INDEX deliveries_by_state ON deliveries (state, added_at, id);
  CREATE INDEX deliveries_by_image ON deliveries (image_id);
  CREATE INDEX deliveries_by_run ON deliveries (run_id, added_at, id) WHERE run_id IS NOT NULL;
  CREATE INDEX deliveries_by_reminder ON deliveries (reminder_of) WHERE reminder_of IS NOT NULL;
  CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE turns (
    channel  TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    has_set  INTEGER NOT NULL,
    turn     TEXT NOT NULL
  ) STRICT;

  CREATE TABLE silences (
    id      TEXT NOT NULL PRIMARY KEY,
    until   REAL NOT NULL,
    silence TEXT NOT NULL
  ) STRICT;
`;

/** A fraction of a second: other processes wait for it when they write. */
const ROWS_AT_ONCE = 500;
const PENDING = "FROM results WHERE pending <> '[]'";
const ADD = `
  INSERT OR IGNORE INTO deliveries (id, channel, state, due, added_at, image_id, delivery, notification)
  VALUES (:id, :channel, 'waiting', :now, :now, :imageId, :delivery, :notification)`;
/** A process of the release before fails from here on, so it adds nothing that nobody would tell. */
const DROP_PENDING = `
  UPDATE results SET waiting_since = CASE WHEN unrecorded = '[]' THEN NULL ELSE updated_at END
  WHERE waiting_since IS NOT NULL;
  ALTER TABLE results DROP COLUMN pending;
`;

/** What waited in results to be told waits as deliveries, due now. `waiting_since` is then about `unrecorded` only. */
export const movePending: Gradual = {
  count: (connection) =>
    Number(connection.prepare(`SELECT count(*) AS rows ${PENDING}`).get()?.['rows']),
  step(connection, after) {
    const add = connection.prepare(ADD);
    const clear = connection.prepare("UPDATE results SET pending = '[]' WHERE row = ?");
    const rows = connection.prepare(`SELECT row, pending ${PENDING} LIMIT ?`).all(ROWS_AT_ONCE);
    for (const { row = 0, pending } of rows) {
      for (const notification of JSON.parse(String(pending))) add.run(columnsOf(notification));
      clear.run(row);
    }
    // In the transaction that found nothing left.
    if (rows.length === 0) connection.exec(DROP_PENDING);
    return { rows: rows.length, last: after };
  },
};

function columnsOf({ heldUntil: _, ...pending }: Notification & { readonly heldUntil?: number }) {
  const { notification, waitMs: _w, ...delivery } = deliveryOf(pending, { waitMs: 0 });
  const { id, channel, imageId } = delivery;
  return {
    ...{ id, channel, imageId },
    now: Date.now(),
    delivery: JSON.stringify(delivery),
    notification: JSON.stringify(notification),
  };
}
