/**
 * A port's promises. They are data, not just Jest tests, so that a spec can also run them against a broken adapter and
 * see which of them notice.
 */
export interface Promised<Subject> {
  /** A sentence about behaviour; the list of titles is the port's specification. */
  readonly title: string;
  /** What the subject must be able to do for this test. */
  readonly needs?: Ability<Subject>;
  check(subject: Subject): Promise<void>;
}

/** The optional functions of a subject. */
export type Ability<Subject> = Exclude<
  { [K in keyof Subject]-?: undefined extends Subject[K] ? K : never }[keyof Subject] & string,
  'close'
>;

interface Closable {
  close?(): Promise<void>;
}

export interface ContractOptions<Subject> {
  /** What this adapter's subject cannot do; those tests are left out. */
  readonly without?: readonly Ability<Subject>[];
  /** For one test, including opening and closing. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

export class Contract<Subject extends Closable> {
  readonly promised: Promised<Subject>[] = [];

  promise(title: string, check: (subject: Subject) => Promise<void>): void {
    this.promised.push({ title, check });
  }

  /** A promise that can be tested only when the subject can, for example, break its backend. */
  promiseWith<A extends Ability<Subject>>(
    needs: A,
    title: string,
    check: (subject: Subject & Required<Pick<Subject, A>>) => Promise<void>,
  ): void {
    const checkIfAble = async (subject: Subject): Promise<void> => {
      if (!isAble(subject, needs)) throw new Error(missing(needs));
      await check(subject);
    };
    this.promised.push({ title, needs, check: checkIfAble });
  }

  /** Registers every promise as a Jest test with its own subject. */
  describe(
    name: string,
    open: () => Promise<Subject>,
    { without = [], timeoutMs = DEFAULT_TIMEOUT_MS }: ContractOptions<Subject> = {},
  ): void {
    describe(name, () => {
      for (const promised of this.promised) {
        if (promised.needs !== undefined && without.includes(promised.needs)) continue;
        it(promised.title, () => keep(promised, open), timeoutMs);
      }
    });
  }

  /** The titles of the promises that an adapter breaks, in the contract's order. */
  async brokenBy(open: () => Promise<Subject>): Promise<string[]> {
    const broken: string[] = [];
    for (const promised of this.promised) {
      await keep(promised, open).catch(() => broken.push(promised.title));
    }
    return broken;
  }
}

async function keep<Subject extends Closable>(
  { check }: Promised<Subject>,
  open: () => Promise<Subject>,
): Promise<void> {
  const subject = await open();
  try {
    await check(subject);
  } finally {
    await subject.close?.();
  }
}

function isAble<Subject, A extends keyof Subject>(
  subject: Subject,
  ability: A,
): subject is Subject & Required<Pick<Subject, A>> {
  return subject[ability] !== undefined;
}

function missing(ability: string): string {
  return (
    `This test needs the subject's ${ability}(). Add it, or pass { without: ['${ability}'] } to the ` +
    `contract and list it in the provider's notShown.`
  );
}
