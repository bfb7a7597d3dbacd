import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// The collector sees thousands of small objects, not the pixels behind them, and would let 100 MB pile up before it
// looked. Asked after every picture it takes milliseconds, and memory stays flat.
setFlagsFromString('--expose-gc');
export const collectGarbage = runInNewContext('gc') as () => void;
