/** Where people sign in, of a console that was deployed: its deployment writes it into index.html. */
export interface SignInPlace {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
}

export function signInPlace(): SignInPlace | undefined {
  const written = document.querySelector<HTMLMetaElement>('meta[name="glyphwatch-sign-in"]');
  return written ? (JSON.parse(written.content) as SignInPlace) : undefined;
}
