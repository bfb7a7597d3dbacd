import { evaluate, type Access, type Verdict } from './evaluate.ts';
import { matchesWildcard } from './matches-wildcard.ts';
import type { RoleResource, StackResources } from '../template/read-resources.ts';

/** An action and a resource that a role's policy allows, as patterns. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

export interface DeniedAccess extends Grant {
  readonly why: Verdict['why'];
}

/** Decides by the template's policies, and records what was denied and which permissions were used. */
export class AccessControl {
  readonly denied: DeniedAccess[] = [];
  readonly #resources: StackResources;
  readonly #grants: readonly Grant[];
  readonly #onDenied: (denied: DeniedAccess) => void;
  readonly #used = new Set<string>();

  constructor(resources: StackResources, onDenied: (denied: DeniedAccess) => void = () => {}) {
    this.#resources = resources;
    this.#grants = grantsOf(resources);
    this.#onDenied = onDenied;
  }

  roleNamed(name: string): RoleResource | undefined {
    return this.#resources.roles.find((role) => role.name === name);
  }

  /** Decides, and records it. */
  authorize(role: RoleResource, access: Access): Verdict {
    const verdict = this.decide(role, access);
    if (verdict.isAllowed) {
      this.#markUsed(role, access);
    } else {
      const { action, resource } = access;
      const denied = { role: role.name, action, resource, why: verdict.why };
      this.denied.push(denied);
      this.#onDenied(denied);
    }
    return verdict;
  }

  /** Decides without recording. */
  decide(role: RoleResource, { context, ...access }: Access): Verdict {
    const request = { ...access, principal: role.arn, context: { ...COMMON, ...context } };
    const resource = this.#resources.resourcePolicies.get(ownerOf(access.resource)) ?? [];
    return evaluate(request, { identity: role.statements, resource });
  }

  /** Whether the resource's own policy admits a service like `events.amazonaws.com`. */
  serviceMay(principal: string, { context, ...access }: Access): boolean {
    const request = { ...access, principal, context: { ...COMMON, ...context } };
    const resource = this.#resources.resourcePolicies.get(access.resource) ?? [];
    return evaluate(request, { identity: [], resource }).isAllowed;
  }

  /** Permissions that no call used. */
  unused(): Grant[] {
    return this.#grants.filter((grant) => !this.#used.has(keyOf(grant)));
  }

  #markUsed({ name }: RoleResource, access: Access): void {
    for (const grant of this.#grants) {
      if (
        grant.role === name &&
        matchesWildcard(grant.action, access.action, { ignoreCase: true }) &&
        matchesWildcard(grant.resource, access.resource)
      ) {
        this.#used.add(keyOf(grant));
      }
    }
  }
}

function grantsOf({ roles }: StackResources): Grant[] {
  return roles.flatMap(({ name, statements }) =>
    statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ actions, resources }) =>
        actions.patterns.flatMap((action) =>
          resources.patterns.map((resource) => ({ role: name, action, resource })),
        ),
      ),
  );
}

/** Everything here is plain HTTP; policies that require TLS are evaluated as if it were TLS. */
const COMMON = { 'aws:SecureTransport': 'true' };

/** A bucket's policy covers its objects. */
function ownerOf(resource: string): string {
  return resource.startsWith('arn:aws:s3:::') ? (resource.split('/')[0] ?? resource) : resource;
}

function keyOf({ role, action, resource }: Grant): string {
  return JSON.stringify([role, action, resource]);
}
