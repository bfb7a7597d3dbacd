import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt; 32 MB each time. */
const COST: Cost = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** What a hash may cost to check, in either direction. */
const LEAST_LN = 14;
const MOST: Cost = { ln: 18, r: 16, p: 16 };

/** `N` is 2 to the power of `ln`. */
interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

export interface PasswordHash extends Cost {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const SHAPE = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/-]+)\$([\w+/-]+)$/;

/** `$scrypt$ln=15,r=8,p=3$SALT$HASH`: https://github.com/P-H-C/phc-string-format */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, HASH_BYTES, COST);
  const { ln, r, p } = COST;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** `undefined` for what is none, too weak, or too costly to check. */
export function readHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] = SHAPE.exec(text) ?? [];
  const read = {
    ...{ ln: Number(ln), r: Number(r), p: Number(p) },
    ...{ salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') },
  };
  const isStrong = read.ln >= LEAST_LN && read.r >= COST.r && read.p >= 1;
  const isCheap = read.ln <= MOST.ln && read.r <= MOST.r && read.p <= MOST.p;
  const isWhole = read.salt.length >= SALT_BYTES && read.hash.length === HASH_BYTES;
  return isStrong && isCheap && isWhole ? read : undefined;
}

export async function isPassword(password: string, known: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, known.salt, HASH_BYTES, known), known.hash);
}

/** The same password can be typed as different code points. */
function derive(password: string, salt: Buffer, bytes: number, cost: Cost): Promise<Buffer> {
  const [N, { r, p }] = [2 ** cost.ln, cost];
  const maxmem = 2 * 128 * N * r;
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFC'), salt, bytes, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
