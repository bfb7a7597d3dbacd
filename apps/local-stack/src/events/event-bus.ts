import { compilePattern, type Matcher } from '@glyphwatch/event-pattern';
import type { AccessControl } from '../iam/access-control.ts';
import type { RuleResource, StackResources } from '../template/read-resources.ts';

export interface BusTargets {
  sendToQueue(
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<void>;
  invokeFunction(functionArn: string, event: unknown): Promise<void>;
}

/** An event that neither the target nor a dead-letter queue took. AWS would drop it. */
export interface LostEvent {
  readonly ruleArn: string;
  readonly why: string;
  readonly event: unknown;
}

type Listener = (event: unknown) => void;

const EVENTS = 'events.amazonaws.com';

/** EventBridge with the template's rules: matching events go to the targets whose policies admit them. */
export class EventBus {
  readonly lost: LostEvent[] = [];
  readonly #rules: readonly (RuleResource & { readonly matches: Matcher })[];
  readonly #resources: StackResources;
  readonly #accessControl: AccessControl;
  readonly #targets: BusTargets;
  readonly #listeners = new Set<{ busName: string; matches: Matcher; listener: Listener }>();

  constructor(resources: StackResources, accessControl: AccessControl, targets: BusTargets) {
    this.#resources = resources;
    this.#accessControl = accessControl;
    this.#targets = targets;
    this.#rules = resources.rules.flatMap((rule) =>
      rule.pattern ? [{ ...rule, matches: compilePattern(rule.pattern) }] : [],
    );
  }

  has(busName: string): boolean {
    return busName === 'default' || this.#resources.busNames.includes(busName);
  }

  /** Calls `listener` with each matching event, as a test's own rule would. */
  listen(busName: string, pattern: unknown, listener: Listener): void {
    this.#listeners.add({ busName, matches: compilePattern(pattern), listener });
  }

  async put(event: unknown, busName = 'default'): Promise<void> {
    for (const { busName: heard, matches, listener } of this.#listeners) {
      if (heard === busName && matches(event)) listener(event);
    }
    const rules = this.#rules.filter((rule) => rule.busName === busName && rule.matches(event));
    for (const rule of rules) await this.#deliver(rule, event);
  }

  /** Runs a scheduled rule now. */
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
        await this.#invokeTarget(rule, target.arn, event);
      } catch (error) {
        await this.#sendToDeadLetters(rule, target, event, error);
      }
    }
  }

  async #invokeTarget({ arn: ruleArn }: RuleResource, targetArn: string, event: unknown) {
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
    if (this.#accessControl.serviceMay(EVENTS, access)) return;
    throw new Refusal(`the policy of ${queueArn} does not admit ${ruleArn}`);
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  async #sendToDeadLetters(
    rule: RuleResource,
    { arn, deadLetterArn }: RuleResource['targets'][number],
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
