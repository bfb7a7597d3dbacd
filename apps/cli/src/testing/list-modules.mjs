// Preloaded by a spec: writes every module that is loaded to the file that LIST_MODULES_IN names.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    appendFileSync(process.env.LIST_MODULES_IN, `${found.url}\n`);
    return found;
  },
});
