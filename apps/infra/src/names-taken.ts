import type { InfraSettings } from './settings.ts';

/** CloudFormation, its handlers of resources, and its check before a deployment each say it in their own way. */
const TAKEN =
  /already exists?\b|AlreadyExists|ResourceInUse|ResourceExistenceCheck|BucketAlreadyOwnedByYou/;

/** What to do about a deployment that failed because something has the name of one of its resources; else `undefined`. */
export function adviceOnTakenNames(output: string, settings: InfraSettings): string | undefined {
  const lines = output.split('\n').filter((line) => TAKEN.test(line));
  if (lines.length === 0) return undefined;
  const named = namesOf(settings).filter(({ name }) => lines.some((line) => line.includes(name)));
  const list = named.map(({ name, field }) => `\n  ${name} (${field})`).join('');
  return `
Something in this account has a name that the deployment needs${list === '' ? '.' : `:${list}`}

- If an earlier deployment kept it (the bucket and the tables, with keepData), take it over:
    npx nx run infra:deploy --import-existing-resources
- If it is something else, or was made by hand with other keys, choose other names in the settings file: \`bucket.name\` and \`names\`.
  A bucket of yours can be watched as it is: \`bucket.existing\`.
- If nobody needs it, delete it.
`;
}

function namesOf({ bucket, names, bus }: InfraSettings) {
  return [
    { name: bucket.name ?? 'image-upload-bucket', field: 'bucket.name' },
    { name: names.metadataTable, field: 'names.metadataTable' },
    { name: names.matchesTable, field: 'names.matchesTable' },
    { name: names.revealsTable, field: 'names.revealsTable' },
    { name: names.topic, field: 'names.topic' },
    { name: names.function, field: 'names.function' },
    ...(bus.enabled && !bus.existing
      ? [{ name: `event bus ${names.bus}`, field: 'names.bus' }]
      : []),
  ];
}
