/** Shorter ones could stand anywhere. */
const SHORTEST = 4;
const HIDDEN = '***';

/** Without what an answer repeats of the secrets in these settings, the fields whose names end in `From`. */
export function hideSecrets(text: string, settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .filter(([field]) => field.endsWith('From'))
    .flatMap(([, value]) => [value].flat())
    .filter((value) => typeof value === 'string')
    .flatMap(partsOf)
    .filter(({ length }) => length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
}

/** A server may repeat a URL in parts, decoded or not. */
function partsOf(secret: string): string[] {
  if (!URL.canParse(secret) || !/^https?:/i.test(secret)) {
    return [secret, encodeURIComponent(secret)];
  }
  const { href, pathname, search, searchParams } = new URL(secret);
  const segments = pathname.split('/').filter((segment) => segment.length > SHORTEST * 2);
  return [secret, href, pathname + search, search, ...segments, ...searchParams.values()];
}
