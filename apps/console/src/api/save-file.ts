import { sayFailed } from '../parts/toast.tsx';
import { words } from '../words.ts';
import { reach } from './request.ts';
import { whyOf } from './why-of.ts';

/** What a link with `download` does, where links alone are not let in. */
export async function saveFile(path: string, name: string): Promise<void> {
  try {
    const answer = await reach(path);
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    sayFailed(`${words.failed.download} ${whyOf(error)}`);
  }
}
