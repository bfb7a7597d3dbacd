/** The user of this number exists on every Unix, and owns nothing. */
const NOBODY = 65_534;

/**
 * Runs `work` without the rights of root, for whom no file is unreadable; who is not root already lacks them.
 * The whole process changes, so nothing else may run meanwhile.
 */
export async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  if (!geteuid || !seteuid || geteuid() !== 0) return work();
  seteuid(NOBODY);
  try {
    return await work();
  } finally {
    seteuid(0);
  }
}
