import { checkedUrl } from './checked-url.ts';
import { isNotAllowed } from './not-allowed.ts';

/** What is wrong with a URL in the settings, to be read after its field's name; `undefined` if nothing is. */
export function urlMistake(
  url: string,
  allowed: { readonly allowHttp: boolean; readonly allowPrivate: boolean },
): string | undefined {
  try {
    checkedUrl(url, allowed);
    return undefined;
  } catch (error) {
    if (isNotAllowed(error)) return error.message;
    throw error;
  }
}
