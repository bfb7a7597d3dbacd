import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Empty } from '../parts/states.tsx';
import { signInPlace } from '../sign-in/place.ts';
import { words } from '../words.ts';
import { enter, tokenOf } from './enter.ts';

/** Sessions end with the server's process. The address that it printed, or its token, opens a new one. */
export function SignedOut() {
  return signInPlace() ? <SignInAgain /> : <TokenForm />;
}

/** Not by itself: an issuer whose tokens are refused would send people round and round. */
function SignInAgain() {
  return (
    <Empty icon="covered" title={words.signedOut} page>
      <p>{words.signInEnded}</p>
      <Button label={words.signIn} kind="primary" onClick={() => void enter()} />
    </Empty>
  );
}

function TokenForm() {
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState(false);
  const send = async () => {
    const text = typed.trim();
    await enter(tokenOf(text.slice(text.indexOf('#'))) ?? text);
    setRefused(true);
  };
  return (
    <form
      class="empty"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Icon name="covered" />
      <h1>{words.signedOut}</h1>
      <p>{words.signedOutWhat}</p>
      <p>
        <code>glyphwatch serve --print-token</code>
      </p>
      <label class="field">
        <span>{words.tokenLabel}</span>
        <input
          type="password"
          autoComplete="off"
          value={typed}
          aria-invalid={refused}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      {refused && <p role="alert">{words.tokenRefused}</p>}
      <Button
        label={words.signIn}
        kind="primary"
        disabled={!typed.trim()}
        onClick={() => void send()}
      />
    </form>
  );
}
