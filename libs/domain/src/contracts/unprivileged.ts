/** The unprivileged user `nobody` of every Unix; it owns nothing. */
const NOBODY = 65_534;

/**
 * Runs `work` without root's rights, because root can read every file. Does nothing for other users.
 * The whole process switches, so nothing else may run meanwhile.
 */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  if (!geteuid || !seteuid || geteuid() !== 0) return work();
  seteuid(NOBODY);
  try {
    return await work();
  } finally {
    seteuid(0);
  }
}
