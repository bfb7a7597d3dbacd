import { RequestError } from '../api/request.ts';
import { navigate } from '../url/router.ts';
import { words } from '../words.ts';
import type { SignInPlace } from './place.ts';

/** Lives in this tab while its person is at the issuer's; it holds no token. */
const KEPT = 'glyphwatch-sign-in';

interface Begun {
  readonly state: string;
  readonly verifier: string;
  /** Path and query to return to. */
  readonly back: string;
}

interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

/**
 * The token for the API, if the issuer just sent somebody back with a code; else leaves for the issuer, and never resolves. Rejects if
 * the issuer refused. https://datatracker.ietf.org/doc/html/rfc7636
 */
export async function tokenFor(place: SignInPlace): Promise<string> {
  const answer = new URLSearchParams(location.search);
  const [code, state, error] = ['code', 'state', 'error'].map((name) => answer.get(name));
  const begun = takeBegun();
  // A code that this tab did not ask for is somebody else's.
  if (!begun || state !== begun.state) return leaveFor(place, begun?.back);
  navigate(begun.back, { replace: true });
  if (error || !code) throw refused();
  const { token_endpoint } = await endpointsOf(place);
  const sent = await fetch(token_endpoint, {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, code_verifier: begun.verifier },
      ...{ client_id: place.clientId, redirect_uri: here() },
    }),
  });
  const { access_token } = (await sent.json().catch(() => ({}))) as { access_token?: string };
  if (!sent.ok || !access_token) throw refused();
  return access_token;
}

async function leaveFor(place: SignInPlace, back = ownAddress()): Promise<never> {
  const { authorization_endpoint } = await endpointsOf(place);
  const begun = { state: random(), verifier: random(), back };
  sessionStorage.setItem(KEPT, JSON.stringify(begun));
  const url = new URL(authorization_endpoint);
  const asked = {
    ...{ response_type: 'code', client_id: place.clientId, redirect_uri: here() },
    ...{ scope: 'openid', state: begun.state, code_challenge_method: 'S256' },
    code_challenge: await challengeOf(begun.verifier),
    // Only issuers with several APIs ask for it.
    ...(place.audience === place.clientId ? {} : { audience: place.audience }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  location.assign(url.href);
  return new Promise<never>(() => undefined);
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html */
async function endpointsOf({ issuer }: SignInPlace): Promise<Endpoints> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = await fetch(url, { credentials: 'omit' });
  if (!found.ok) throw refused();
  return (await found.json()) as Endpoints;
}

/** Once: a code is good for one look, too. */
function takeBegun(): Begun | undefined {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return kept === null ? undefined : (JSON.parse(kept) as Begun);
}

function here(): string {
  return new URL('.', location.href).href.split(/[?#]/)[0] ?? '';
}

/** Without what an issuer may have added. */
function ownAddress(): string {
  const url = new URL(location.href);
  for (const name of ['code', 'state', 'error', 'error_description']) url.searchParams.delete(name);
  return url.pathname + url.search;
}

function random(): string {
  return inUrl(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return inUrl(new Uint8Array(hash));
}

function inUrl(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function refused(): RequestError {
  return new RequestError(401, { error: words.signInRefused, advice: words.signInAdvice });
}
