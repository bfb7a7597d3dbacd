import { render } from 'preact';
import { startKeys } from './keys/use-keys.ts';
import { startReconnecting } from './live/reconnect.ts';
import { closeMenusOutside } from './parts/close-menus.ts';
import { fetchAtLeisure } from './parts/lazy.tsx';
import { App } from './shell/app.tsx';
import { warnOfChanges } from './rules/warn-of-changes.ts';
import { enter } from './shell/enter.ts';
import { startRouter } from './url/router.ts';

startRouter();
startKeys();
startReconnecting();
closeMenusOutside();
warnOfChanges();
void enter();

const root = document.getElementById('app');
if (root) render(<App />, root);
fetchAtLeisure();
