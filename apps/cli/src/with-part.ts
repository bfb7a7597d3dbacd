import type { Container, ServiceIdentifier } from 'inversify';

/** Commands ask for one part only, so that nothing is opened that they do not need; all of it is closed afterwards. */
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
