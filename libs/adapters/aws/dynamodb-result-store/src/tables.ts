/*
 * Glossary
 *   result item  everything stored about one image; its partition key is `<bucket>/<key>`
 *   revision     new with every write of a result item; a write only succeeds over the revision that was read
 *   body         the whole result, compressed; the other attributes are for people, conditions and indexes
 *   chunk        a piece of a body that is too long for one item (`part:…` in the table)
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
    // Sparse: only images that a rule matched, and only those with something pending or unrecorded.
    {
      name: 'ByMatch',
      partitionKey: 'HasMatches',
      sortKey: 'UploadedKey',
      includes: ['RuleIDs', 'Status'],
    },
    { name: 'ByWaiting', partitionKey: 'IsWaiting', sortKey: 'WaitingKey', includes: [] },
  ],
} as const satisfies TableDefinition;

export const MATCHES = {
  name: 'ImageTextMatches',
  partitionKey: 'RuleID',
  sortKey: 'MatchedKey',
  indexes: [],
} as const satisfies TableDefinition;

/** What tests and deployments create. */
export const TABLES: readonly TableDefinition[] = [RESULTS, MATCHES];

/** The IAM actions that the store uses, for a role's policy. */
export const ACTIONS = {
  /** What a scan does, from claim to clear. */
  scan: {
    results: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    matches: ['dynamodb:BatchWriteItem'],
  },
  /** What lists need as well, the list of pending notifications included. */
  list: {
    results: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
    resultIndexes: ['dynamodb:Query'],
    matches: ['dynamodb:Query'],
  },
} as const;
