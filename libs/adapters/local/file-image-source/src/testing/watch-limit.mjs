/* Preloaded: the second folder that is watched meets the system's limit of watches, as inotify(7) reports it. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { watch } = fs;
let watched = 0;
fs.watch = (...of) => {
  watched += 1;
  if (watched === 1) return watch(...of);
  throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), {
    code: 'ENOSPC',
    syscall: 'watch',
  });
};
syncBuiltinESMExports();
