import type { AccessBook } from '../iam/access-book.ts';
import type { RuleResource, RuleTarget, StackResources } from '../template/read-resources.ts';
import { compilePattern, type Matcher } from './match-pattern.ts';

export interface BusTargets {
  sendToQueue(
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<void>;
  invokeFunction(functionArn: string, event: unknown): Promise<void>;
}

/** An event that no target and no dead-letter queue took: on AWS it is lost. */
export interface LostEvent {
  readonly ruleArn: string;
  readonly why: string;
  readonly event: unknown;
}

type Listener = (event: unknown) => void;

const EVENTS = 'events.amazonaws.com';

/** EventBridge by the template's own rules: what fits a rule goes to its targets, if their policies let it in. */
export class EventBus {
  readonly lost: LostEvent[] = [];
  readonly #rules: readonly (RuleResource & { readonly matches: Matcher })[];
  readonly #resources: StackResources;
  readonly #book: AccessBook;
  readonly #targets: BusTargets;
  readonly #listeners = new Set<{ busName: string; matches: Matcher; hear: Listener }>();

  constructor(resources: StackResources, book: AccessBook, targets: BusTargets) {
    this.#resources = resources;
    this.#book = book;
    this.#targets = targets;
    this.#rules = resources.rules.flatMap((rule) =>
      rule.pattern ? [{ ...rule, matches: compilePattern(rule.pattern) }] : [],
    );
  }

  has(busName: string): boolean {
    return busName === 'default' || this.#resources.busNames.includes(busName);
  }

  /** A rule of one's own, that only listens. */
  listen(busName: string, pattern: unknown, hear: Listener): void {
    this.#listeners.add({ busName, matches: compilePattern(pattern), hear });
  }

  async put(event: unknown, busName = 'default'): Promise<void> {
    for (const listener of this.#listeners) {
      if (listener.busName === busName && listener.matches(event)) listener.hear(event);
    }
    const rules = this.#rules.filter((rule) => rule.busName === busName && rule.matches(event));
    for (const rule of rules) await this.#deliver(rule, event);
  }

  /** A rule with a schedule is due. */
  async fire(rule: RuleResource): Promise<void> {
    await this.#deliver(rule, {
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      detail: {},
    });
  }

  async #deliver(rule: RuleResource, event: unknown): Promise<void> {
    for (const target of rule.targets) {
      try {
        await this.#handOver(rule, target.arn, event);
      } catch (error) {
        await this.#bury(rule, target, event, error);
      }
    }
  }

  async #handOver({ arn: ruleArn }: RuleResource, targetArn: string, event: unknown) {
    if (targetArn.includes(':lambda:')) {
      const isAllowed = this.#resources.permissions.some(
        ({ functionArn, principal, sourceArn = ruleArn }) =>
          functionArn === targetArn && principal === EVENTS && sourceArn === ruleArn,
      );
      if (!isAllowed) throw new Refusal(`${EVENTS} may not invoke ${targetArn}`);
      return this.#targets.invokeFunction(targetArn, event);
    }
    this.#checkQueue(ruleArn, targetArn);
    return this.#targets.sendToQueue(targetArn, JSON.stringify(event), {});
  }

  #checkQueue(ruleArn: string, queueArn: string): void {
    const context = { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': ruleArn.split(':')[4] ?? '' };
    const access = { action: 'sqs:SendMessage', resource: queueArn, context };
    if (this.#book.serviceMay(EVENTS, access)) return;
    throw new Refusal(`the policy of ${queueArn} does not let ${ruleArn} in`);
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  async #bury(
    rule: RuleResource,
    { arn, deadLetterArn }: RuleTarget,
    event: unknown,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    try {
      if (deadLetterArn === undefined) throw new Refusal('there is no dead-letter queue');
      this.#checkQueue(rule.arn, deadLetterArn);
      await this.#targets.sendToQueue(deadLetterArn, JSON.stringify(event), {
        RULE_ARN: rule.arn,
        TARGET_ARN: arn,
        ERROR_CODE: cause instanceof Refusal ? 'NO_PERMISSIONS' : 'INTERNAL_ERROR',
        ERROR_MESSAGE: why,
      });
    } catch (error) {
      const then = error instanceof Error ? error.message : String(error);
      this.lost.push({ ruleArn: rule.arn, why: `${why}; ${then}`, event });
    }
  }
}

class Refusal extends Error {}
