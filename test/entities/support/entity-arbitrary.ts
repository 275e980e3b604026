import fc from 'fast-check';
import { z } from 'zod';
import type { AttributeForm, Entity, EntityClass } from '@pivotkit/entities';
import { attributeForm, entityClass, entityClasses, tlpLevels } from '@pivotkit/entities';

/** JSON has no -0. */
const withoutMinusZero = (number: number): number => (number === 0 ? 0 : number);

/** Values of attributes whose kind takes only some texts. */
const valid: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'IpAddress.address': fc.oneof(fc.ipV4(), fc.ipV6()),
  'IpAddress.zone': fc.constant('eth0'),
  'Url.url': fc.webUrl({ withFragments: true, withQueryParameters: true }),
  'Dns.domainName': fc.domain(),
  'FileHash.value': fc.stringMatching(/^[0-9a-f]{64}$/).filter((hash) => new Set(hash).size > 4),
  'FileHash.algorithm': fc.constant('sha256'),
  'Mailbox.mailboxPrimaryAddress': fc.emailAddress(),
  'Mailbox.upn': fc.emailAddress(),
  'AutonomousSystem.number': fc.nat({ max: 4_294_967_295 }),
  'GeoLocation.latitude': fc.oneof(fc.constant(0), fc.double({ min: -90, max: 90, noNaN: true }).map(withoutMinusZero)),
  'GeoLocation.longitude': fc.oneof(
    fc.constant(0),
    fc.double({ min: -180, max: 180, noNaN: true }).map(withoutMinusZero),
  ),
  'NetworkConnection.sourcePort': fc.integer({ min: 0, max: 65_535 }),
  'NetworkConnection.destinationPort': fc.integer({ min: 0, max: 65_535 }),
};

const required = new Set([
  'IpAddress.address',
  'Url.url',
  'Dns.domainName',
  'FileHash.value',
  'FileHash.algorithm',
  'AutonomousSystem.number',
]);

/** Data of a source under names that no attribute has; never empty, since empty data says nothing. */
const open = (): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.stringMatching(/^[A-Z][a-z ]{4,8}$/), fc.jsonValue({ maxDepth: 2 }).map(plain), {
    minKeys: 1,
    maxKeys: 3,
  });

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

/** Attributes of a kind as its schemas describe them; entities in them nest `depth` deep. */
export function attributesArbitrary(cls: EntityClass, depth = 1): fc.Arbitrary<Record<string, unknown>> {
  const common = { original: fc.string(), marking: fc.constantFrom(...tlpLevels), additionalData: open() };
  const own = Object.entries(cls.attributes).filter(([name]) => !Object.hasOwn(common, name));
  const shape = own.flatMap(([name, schema]) => {
    const arbitrary = valid[`${cls.kind}.${name}`] ?? ofSchema(schema, depth);
    return arbitrary === undefined ? [] : [[name, arbitrary] as const];
  });
  const requiredKeys: string[] = shape.map(([name]) => name).filter((name) => required.has(`${cls.kind}.${name}`));
  const attributes: Record<string, fc.Arbitrary<unknown>> = { ...Object.fromEntries(shape), ...common };
  return fc.record(attributes, { requiredKeys, noNullPrototype: true });
}

export function entityArbitrary(cls: EntityClass, depth = 1): fc.Arbitrary<Entity> {
  return attributesArbitrary(cls, depth).map((attributes) => cls.create(attributes));
}

export function anyEntityArbitrary(depth = 1): fc.Arbitrary<Entity> {
  return fc.oneof(...entityClasses().map((cls) => entityArbitrary(cls, depth)));
}

function ofSchema(schema: z.ZodType, depth: number): fc.Arbitrary<unknown> | undefined {
  const examples = examplesOf(schema);
  return examples === undefined ? ofForm(attributeForm(schema), depth) : fc.constantFrom(...examples);
}

function examplesOf(schema: z.ZodType): readonly unknown[] | undefined {
  const { examples } = schema.meta() ?? {};
  if (Array.isArray(examples)) return examples;
  const inner: unknown = schema instanceof z.ZodOptional ? schema.unwrap() : undefined;
  return inner instanceof z.ZodType ? examplesOf(inner) : undefined;
}

function ofForm(form: AttributeForm, depth: number): fc.Arbitrary<unknown> | undefined {
  switch (form.type) {
    case 'entity':
      if (depth === 0) return undefined;
      return form.kind === '*' ? anyEntityArbitrary(depth - 1) : entityArbitrary(entityClass(form.kind), depth - 1);
    case 'list': {
      const element = ofSchema(form.element, depth);
      return element === undefined ? undefined : fc.array(element, { maxLength: 3 });
    }
    case 'choice':
      return fc.constantFrom(...form.values);
    case 'number':
      return form.isInteger ? fc.nat() : fc.double({ noNaN: true, noDefaultInfinity: true }).map(withoutMinusZero);
    case 'record': {
      const value = form.of.type === 'open' ? undefined : ofForm(form.of, depth);
      return value === undefined ? open() : fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), value);
    }
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(form.members).map(([name, schema]) => [name, ofSchema(schema, depth) ?? fc.string()]),
        ),
        { requiredKeys: [], noNullPrototype: true },
      );
    case 'boolean':
      return fc.boolean();
    case 'time':
      return fc.date({
        min: new Date('1970-01-01T00:00:00Z'),
        max: new Date('2100-01-01T00:00:00Z'),
        noInvalidDate: true,
      });
    case 'text':
      return fc.oneof(
        fc.constant(''),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('CONTOSO\\bob', 'a@b.c', 'C:\\x', '/x'),
      );
    case 'open':
      return fc.string();
  }
}
