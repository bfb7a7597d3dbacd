import type { Row } from './connection.ts';
import { LOOKING, SUPERSEDE } from './looking-tables.ts';
import { isMissingTable } from './store-failure.ts';

/*
 * Forward only: migration n takes the tables from version n to n + 1. Never edit a released migration; add a new one.
 */

/**
 * `body`, `outbox` and `detection` hold a Result (`pack`): what a scan concluded, what is still to be sent or recorded, and
 * the text. The other columns are for conditions and lookups. Keys are hashes (`keyOf`); `image` is for people who look at
 * the table: convert_from(image, 'UTF8'). Times are milliseconds since 1970, with fractions.
 */
const FIRST = `
  create table @.results (
    key           bytea primary key,
    image         bytea not null,
    revision      uuid not null,
    status        text not null,
    uploaded_at   double precision not null,
    updated_at    double precision not null,
    waiting_since double precision,
    run           uuid,
    body          bytea not null,
    outbox        bytea not null,
    detection     bytea,
    words         text[] not null,
    trigrams      integer[] not null
  );
  alter table @.results
    alter body set storage external, alter outbox set storage external, alter detection set storage external;
  create index results_by_time on @.results (updated_at, key);
  create index results_by_status on @.results (status, updated_at, key);
  create index results_waiting on @.results (waiting_since, key) where waiting_since is not null;
  create index results_by_word on @.results using gin (words);
  create index results_by_trigram on @.results using gin (trigrams);

  create table @.result_rules (
    key         bytea not null,
    rule        bytea not null,
    uploaded_at double precision not null,
    primary key (key, rule)
  );
  create index result_rules_by_rule on @.result_rules (rule, uploaded_at, key);

  create table @.matches (
    key         bytea primary key,
    rule        bytea not null,
    image       bytea not null,
    uploaded_at double precision not null,
    record      bytea not null
  );
  create index matches_by_rule on @.matches (rule, uploaded_at, key);
  create index matches_by_image on @.matches (image);

  create table @.detections (
    content   bytea not null,
    detector  bytea not null,
    detection bytea not null,
    primary key (content, detector)
  );
  alter table @.detections alter detection set storage external;

  create table @.runs (
    id      uuid primary key,
    seen_at timestamptz not null
  );
`;

/**
 * `delivery` and `notification` are packed, too; what changes or is looked up has columns of its own. `rules` are keys, one after
 * the other. Texts are JSON in UTF-8. `change` names the postponement that took effect last.
 *
 * `outbox` had pending notifications, which become deliveries, and unrecorded matches. Under its new name, processes of an older
 * version fail at once, instead of adding what nobody would tell.
 */
const DELIVERIES = `
  create table @.deliveries (
    key          bytea primary key,
    id           bytea not null,
    channel_key  bytea not null,
    channel      bytea not null,
    state        text not null,
    due          double precision not null,
    added_at     double precision not null,
    ended_at     double precision,
    attempts     integer not null default 0,
    change       uuid,
    image        bytea not null,
    run          bytea,
    reminder     bytea,
    rules        bytea not null,
    why          bytea,
    error        bytea,
    message      bytea,
    changed_by   bytea,
    reached      bytea,
    delivery     bytea not null,
    notification bytea not null
  );
  alter table @.deliveries alter notification set storage external;
  create index deliveries_due on @.deliveries (channel_key, due, key) where state = 'waiting';
  create index deliveries_by_time on @.deliveries (added_at, key);
  create index deliveries_by_state on @.deliveries (state, added_at, key);
  create index deliveries_by_image on @.deliveries (image);
  create index deliveries_by_run on @.deliveries (run, added_at, key) where run is not null;
  create index deliveries_by_reminder on @.deliveries (reminder) where reminder is not null;
  create index deliveries_ended on @.deliveries (ended_at) where ended_at is not null;

  create table @.turns (
    key      bytea primary key,
    channel  bytea not null,
    revision integer not null,
    has_set  boolean not null,
    turn     bytea not null
  );
  alter table @.turns alter turn set storage external;

  create table @.silences (
    key     bytea primary key,
    id      bytea not null,
    until   double precision not null,
    silence bytea not null
  );

  alter table @.results rename column outbox to moving;
  alter table @.results alter moving drop not null;
  alter table @.results add column unrecorded bytea;
  alter table @.results alter unrecorded set storage external;
`;

/** After `movePending`. */
const DROP_OUTBOX = `
  if exists (select from @.results r where r.waiting_since is not null and r.moving is not null) then
    raise exception 'what waits to be told has not been moved yet';
  end if;
  alter table @.results drop column moving;
`;

/** `target` is the key of a rule or an image; `hold` is packed. */
const HOLDS = `
  create table @.holds (
    key    bytea primary key,
    of     text not null,
    target bytea not null,
    hold   bytea not null
  );
  create index results_purgeable on @.results (updated_at, key)
    where detection is not null and status <> 'NO_TEXT';
  create index matches_by_time on @.matches (uploaded_at);
`;

export const MIGRATIONS: readonly string[] = [
  FIRST,
  DELIVERIES,
  DROP_OUTBOX,
  HOLDS,
  LOOKING,
  SUPERSEDE,
];
export const NEWEST_SCHEMA = MIGRATIONS.length;
/** Up to where `movePending` can work. */
export const BEFORE_MOVING = MIGRATIONS.slice(0, 2);
/** Up to where `summarise` can work. */
export const BEFORE_SUMMARIES = MIGRATIONS.slice(0, 5);

/** Any number that is always the same; the second one is made of the schema's name. */
const LOCK = 0x476c7977;

/**
 * One statement that takes whatever version is there to the newest, completely or not at all, and lets only one process at a
 * time do so. It creates the schema only if it is missing, because that needs more permissions than are needed afterwards.
 */
export function migration(schema: string, migrations: readonly string[] = MIGRATIONS): string {
  const steps = migrations.map((step, version) => `if version <= ${version} then ${step} end if;`);
  return `do $migration$
    declare version integer := 0;
    begin
      perform pg_advisory_xact_lock(${LOCK}, hashtext('${schema}'));
      if to_regnamespace('${schema}') is null then create schema "${schema}"; end if;
      if to_regclass('@.version') is null then create table @.version (version integer not null); end if;
      select coalesce(max(v.version), 0) into version from @.version v;
      ${steps.join('\n')}
      delete from @.version v where v.version < ${migrations.length};
      insert into @.version select ${migrations.length} where version < ${migrations.length};
    end $migration$`;
}

/** 0: there are no tables. */
export async function schemaVersion(query: (text: string) => Promise<Row[]>): Promise<number> {
  try {
    const [row] = await query('select max(version) as version from @.version');
    return Number(row?.['version'] ?? 0);
  } catch (error) {
    if (isMissingTable(error)) return 0;
    throw error;
  }
}
