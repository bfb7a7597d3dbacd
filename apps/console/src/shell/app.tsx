import { useEffect, useState } from 'preact/hooks';
import { addOpen } from '../add/add-state.ts';
import { useDropAndPaste } from '../add/drop-zone.ts';
import { signedOut } from '../api/request.ts';
import { useScreenKeys } from '../keys/screen-keys.ts';
import { lazy } from '../parts/lazy.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Toasts } from '../parts/toast.tsx';
import { route } from '../url/router.ts';
import { words } from '../words.ts';
import { enterError } from './enter.ts';
import { Header } from './header.tsx';
import { can, me } from './me.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { Screen } from './screen.tsx';
import { SignedOut } from './signed-out.tsx';

const AddDialog = lazy(async () => (await import('../later.ts')).AddDialog);
const KeyList = lazy(async () => (await import('../later.ts')).KeyList);

/** What is around every screen: the way to the others, what just happened, and what is wrong. */
export function App() {
  const [keyList, setKeyList] = useState(false);
  const [dropping, setDropping] = useState(false);
  useScreenKeys(() => setKeyList(true));
  useDropAndPaste((over) => setDropping(over && can('add')));
  const { screen } = route.value;
  useEffect(() => {
    document.title = screen === 'alerts' ? 'Glyphwatch' : `${words.screen[screen]} – Glyphwatch`;
    const heading = document.getElementById('main');
    // A first visit begins at the top; a change of screens tells where one is.
    if (document.activeElement === document.body && heading) heading.focus({ preventScroll: true });
  }, [screen]);
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <Header onHelp={() => setKeyList(true)} />
      <OfflineBanner />
      <main id="main" tabIndex={-1} class={`screen screen-${screen}`}>
        {signedOut.value ? <SignedOut /> : me.value ? <Screen /> : <Starting />}
      </main>
      <Toasts />
      {addOpen.value && <AddDialog />}
      {keyList && <KeyList onClose={() => setKeyList(false)} />}
      {dropping && <div class="dropping">{words.dropNow}</div>}
    </>
  );
}

function Starting() {
  const error = enterError.value;
  if (error === undefined) return <Loading />;
  return <Failure error={error} title={words.failed.start} />;
}
