import { z } from 'zod';
import type { AttributesIn, AttributesOut, Parsed } from './entity.ts';
import { defineEntity, registerEntity } from './entity.ts';
import { folded, given, strong, weak } from './identifier.ts';

const attributes = {
  /** `/subscriptions/…/resourceGroups/…/providers/…`, as written. */
  resourceId: z.string().optional(),
  url: z.string().optional(),
};

/**
 * A resource of Azure. Key: resource id in lower case (Azure compares ids without case), `/` in front, none at the end.
 */
export class AzureResource extends defineEntity({
  kind: 'AzureResource',
  aliases: ['azureresource', 'resource'],
  description: 'A resource of Azure',
  attributes,
  primary: 'resourceId',
  identifiers: ({ resourceId, url }: AttributesOut<typeof attributes>) => [
    strong('resourceId', canonicalId(resourceId)),
    weak('url', given(url)),
  ],
  key: ({ resourceId, url }) => canonicalId(resourceId) ?? given(url),
  parse: parseResource,
}) {
  get subscriptionId(): string | undefined {
    return this.#after('subscriptions')?.toLowerCase();
  }

  get resourceGroup(): string | undefined {
    return this.#after('resourcegroups');
  }

  /** Namespace of the innermost provider (`Microsoft.Compute`). */
  get provider(): string | undefined {
    return this.#provided[0];
  }

  /** Provider and types, `Microsoft.Compute/virtualMachines/extensions`. */
  get resourceType(): string | undefined {
    const types = this.#provided.filter((_, at) => at === 0 || at % 2 === 1);
    return types.length < 2 ? undefined : types.join('/');
  }

  /** Last part of the id, of a resource below a provider. */
  get resourceName(): string | undefined {
    const parts = this.#provided;
    return parts.length >= 3 && parts.length % 2 === 1 ? parts.at(-1) : undefined;
  }

  get #parts(): readonly string[] {
    return (
      given(this.resourceId)
        ?.split('/')
        .filter((part) => part !== '') ?? []
    );
  }

  get #provided(): readonly string[] {
    const at = this.#parts.findLastIndex((part) => part.toLowerCase() === 'providers');
    return at < 0 ? [] : this.#parts.slice(at + 1);
  }

  #after(name: string): string | undefined {
    const at = this.#parts.findIndex((part) => part.toLowerCase() === name);
    return at < 0 ? undefined : this.#parts[at + 1];
  }
}

registerEntity(AzureResource);

function canonicalId(resourceId: string | undefined): string | undefined {
  const id = folded(resourceId)?.replaceAll(/^\/+|\/+$/g, '');
  return given(id) === undefined ? undefined : `/${id}`;
}

/** A resource id, with or without `/` in front, or a page of the portal that shows one. */
function parseResource(text: string): Parsed<AttributesIn<typeof attributes>> {
  const id = /(^|\/)(subscriptions|providers)\/[^\s?#/][^\s?#]*/i.exec(text.trim())?.[0];
  const isId = id !== undefined && (text.trim().startsWith(id) || /#.*\/resource\//i.test(text));
  if (!isId) return { ok: false, reason: 'a resource id starts with /subscriptions/ or /providers/' };
  return { ok: true, value: { resourceId: id.startsWith('/') ? id : `/${id}` } };
}
