/*
 * Glossary
 *   result item  what is kept about one image; its partition key is `<bucket>/<key>`
 *   revision     new with every write of a result item; a write is only taken when nobody wrote since it was read
 *   body         everything, compressed; the other attributes are for people, conditions and indexes
 *   part         a piece of a body that is too long for one item
 *   place        time and a short digest: the sort key of every list
 */

export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes besides the keys that the index holds. */
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
    { name: 'ByStatus', partitionKey: 'Status', sortKey: 'UpdatedPlace', includes: [] },
    // Sparse: only what a rule matched, and only what waits to be told or recorded.
    {
      name: 'ByMatch',
      partitionKey: 'HasMatches',
      sortKey: 'UploadedPlace',
      includes: ['RuleIDs', 'Status'],
    },
    { name: 'ByWaiting', partitionKey: 'IsWaiting', sortKey: 'WaitingPlace', includes: [] },
  ],
} as const satisfies TableDefinition;

export const MATCHES = {
  name: 'ImageTextMatches',
  partitionKey: 'RuleID',
  sortKey: 'MatchedPlace',
  indexes: [],
} as const satisfies TableDefinition;

/** Whatever creates the tables, a test or a deployment, creates these. */
export const TABLES: readonly TableDefinition[] = [RESULTS, MATCHES];

/** The IAM actions that the store uses, for a role's policy. */
export const ACTIONS = {
  /** All that a scan does, from claim to clear. */
  scan: {
    results: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    matches: ['dynamodb:BatchWriteItem'],
  },
  /** What lists need besides, the list of what is pending included. */
  list: {
    results: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
    resultIndexes: ['dynamodb:Query'],
    matches: ['dynamodb:Query'],
  },
} as const;
