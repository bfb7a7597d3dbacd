/** A URL or an address that the settings do not allow. `message` continues a sentence that names the server. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

/** By shape: errors from Jest's sandbox are not instances of each other's classes. */
export function isNotAllowed(error: unknown): error is NotAllowed {
  return Object(error).name === 'NotAllowed';
}
