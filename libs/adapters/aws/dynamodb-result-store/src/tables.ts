/*
 * Glossary
 *   result item  everything stored about one image; its partition key is `<bucket>/<key>`
 *   revision     new with every write of a result item; a write only succeeds over the revision that was read
 *   body         the whole result, compressed; the other attributes are for people, conditions and indexes
 *   chunk        a piece of a body that is too long for one item (`part:…` in the table)
 *   row          a delivery; its partition key is the delivery's id
 *   turn         what a channel was told, and who may tell it now (`turn:<channel>` in the table of deliveries)
 *   case         the alert of what one rule found in one image version, with the verdicts on each record of it
 *   holds        what people want kept, all in one item of the table of deliveries
 *   …Key         sort keys: a time and a short digest (`sort-key.ts`)
 */

export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes that the index holds besides the keys. */
  readonly includes: readonly string[];
}

/** All keys are strings. */
export interface TableDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly indexes: readonly IndexDefinition[];
}

export const RESULTS = {
  name: 'ImageTextMetadata',
  partitionKey: 'ImageID',
  indexes: [
    { name: 'ByStatus', partitionKey: 'Status', sortKey: 'UpdatedKey', includes: [] },
    // Sparse: only images that a rule matched.
    {
      name: 'ByMatch',
      partitionKey: 'HasMatches',
      sortKey: 'UploadedKey',
      includes: ['RuleIDs', 'Status'],
    },
    // Sparse: `yes` for something unrecorded, else `expiry` for a text that can be purged.
    { name: 'ByWaiting', partitionKey: 'IsWaiting', sortKey: 'WaitingKey', includes: [] },
    // All images: `matched`, or `other`. It holds what a wall shows and asks, so that a page is one query for each.
    {
      name: 'ByUpload',
      partitionKey: 'Wall',
      sortKey: 'WallKey',
      includes: ['Summary', 'Status', 'Severity', 'RuleIDs', 'Key'],
    },
  ],
} as const satisfies TableDefinition;

export const MATCHES = {
  name: 'ImageTextMatches',
  partitionKey: 'RuleID',
  sortKey: 'MatchedKey',
  indexes: [
    {
      name: 'ByImage',
      partitionKey: 'ImageID',
      sortKey: 'MatchedKey',
      includes: ['PartsName', 'Parts'],
    },
  ],
} as const satisfies TableDefinition;

export const DELIVERIES = {
  name: 'ImageTextDeliveries',
  partitionKey: 'DeliveryID',
  indexes: [
    // Sparse: `waiting:<channel>` by when it is due, `refused:<channel>` by when it was added, nothing else.
    { name: 'ByDue', partitionKey: 'Open', sortKey: 'OpenKey', includes: ['AddedKey'] },
    { name: 'ByTime', partitionKey: 'Channel', sortKey: 'AddedKey', includes: [] },
    { name: 'ByImage', partitionKey: 'ImageID', sortKey: 'AddedKey', includes: [] },
  ],
} as const satisfies TableDefinition;

export const ALERTS = {
  name: 'ImageTextAlerts',
  partitionKey: 'ImageID',
  sortKey: 'AboutKey',
  indexes: [
    // Sparse: cases, by verdict.
    {
      name: 'ByVerdict',
      partitionKey: 'Listed',
      sortKey: 'ListedKey',
      includes: ['RuleID', 'Severity'],
    },
    { name: 'ById', partitionKey: 'AlertID', sortKey: 'MatchedKey', includes: ['Of'] },
  ],
} as const satisfies TableDefinition;

/** Only of a deployed console. */
export const REVEALS = {
  name: 'ImageTextReveals',
  partitionKey: 'ImageID',
  sortKey: 'RevealedKey',
  indexes: [],
} as const satisfies TableDefinition;

/** What tests and deployments create. */
export const TABLES: readonly TableDefinition[] = [RESULTS, MATCHES, DELIVERIES, ALERTS];

/** The IAM actions that the store uses, for a role's policy. */
export const ACTIONS = {
  /** What a scan does, from claim to clear. A transaction needs the actions of its writes. */
  scan: {
    results: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    /** A record that takes over a verdict reads those before it. */
    matches: ['dynamodb:BatchWriteItem', 'dynamodb:BatchGetItem', 'dynamodb:DeleteItem'],
    /** `ByImage`. */
    matchIndexes: ['dynamodb:Query'],
    alerts: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    /** Adding, and telling what was added. */
    deliveries: [
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    /** `ByDue` only. */
    deliveryIndexes: ['dynamodb:Query'],
  },
  /** What lists need as well, the lists of what is unrecorded and of deliveries included. */
  list: {
    results: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
    resultIndexes: ['dynamodb:Query'],
    matches: ['dynamodb:Query'],
    deliveries: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
    deliveryIndexes: ['dynamodb:Query'],
  },
  /** What withdrawing, sending again and silences need besides lists. */
  steer: { deliveries: ['dynamodb:PutItem', 'dynamodb:UpdateItem'] },
  /** What purging deliveries and forgetting an image needs besides lists. */
  forget: {
    results: ['dynamodb:GetItem', 'dynamodb:DeleteItem'],
    matches: ['dynamodb:DeleteItem'],
    /** `ByImage`. */
    matchIndexes: ['dynamodb:Query'],
    deliveries: ['dynamodb:DeleteItem'],
    alerts: ['dynamodb:Query', 'dynamodb:DeleteItem'],
  },
  /** What purging the log of what was told needs besides what a scan does. */
  purgeLog: {
    deliveries: ['dynamodb:DeleteItem'],
    /** `ByTime`. */
    deliveryIndexes: ['dynamodb:Query'],
  },
  /** What purging results and history by age needs besides what a scan does. */
  purge: {
    matches: ['dynamodb:Scan'],
    /** `ByImage`. */
    deliveryIndexes: ['dynamodb:Query'],
    alerts: ['dynamodb:Query', 'dynamodb:DeleteItem'],
  },
  /** What a console needs besides lists: alerts and verdicts, and withdrawing reminders with one. */
  review: {
    matches: ['dynamodb:BatchGetItem'],
    alerts: ['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'],
    alertIndexes: ['dynamodb:Query'],
    deliveries: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
  },
  /** Recording what was revealed; nobody who reveals may change it. */
  reveal: { reveals: ['dynamodb:PutItem'] },
  /** What `catchUp` needs besides `review`, once. */
  catchUp: { results: ['dynamodb:Scan', 'dynamodb:UpdateItem'], matches: ['dynamodb:Scan'] },
} as const;
