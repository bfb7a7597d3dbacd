import type { Container, ServiceIdentifier } from 'inversify';

/** Lends a command the one part that it asks for, with all that this part needs, and closes what was opened. */
export async function withPart<T, R>(
  part: ServiceIdentifier<T>,
  container: Container,
  work: (part: T) => Promise<R>,
): Promise<R> {
  try {
    return await work(await container.getAsync(part));
  } finally {
    await container.unbindAllAsync();
  }
}
