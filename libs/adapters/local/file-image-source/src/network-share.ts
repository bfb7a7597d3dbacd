import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isGone } from './file-failure.ts';

/**
 * Kinds of file systems, on Linux, whose changes may come from another machine, of which this one hears nothing: NFS, SMB,
 * CIFS, 9P, AFS, Ceph, Lustre, GPFS, VirtualBox and VMware folders, and FUSE (sshfs, s3fs). See statfs(2).
 */
const SHARES = new Set([
  0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x5346414f, 0x6b414653, 0x00c36400,
  0x0bd00bd0, 0x47504653, 0x786f4256, 0xbacbacbc, 0x65735546,
]);

export function isShare(fileSystem: number): boolean {
  return SHARES.has(fileSystem >>> 0);
}

/** Whether a folder, or the one above it that exists, is on a network share. False where it cannot be told. */
export async function isOnShare(folder: string): Promise<boolean> {
  try {
    return isShare((await statfs(folder)).type);
  } catch (error) {
    const above = dirname(folder);
    return isGone(error) && above !== folder ? isOnShare(above) : false;
  }
}
