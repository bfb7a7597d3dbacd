import { messageForUsers } from '@glyphwatch/domain';

/** An image whose outcome is stored, but was not sent. */
export function untold(image: string, error: unknown): string {
  return `${image}: saved; notification not sent yet. ${messageOf(error)}`;
}

/** Whatever else failed is shown to the person whose machine it failed on. */
export function messageOf(error: unknown): string {
  const otherwise = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return messageForUsers(error, otherwise);
}
