import type { PivotInfo } from '../pivot/pivot-info.ts';
import type { Pivot } from '../pivot/pivot.ts';
import { optionNames } from '../pivot/check-options.ts';
import { amountText } from '../pivot/budget.ts';
import { z } from 'zod';
import { textOf } from '../error/text-of.ts';

/** What a person needs to use a pivot: inputs, options, outputs with units and null rules, who is told, cost, examples. */
export function helpText(info: PivotInfo, pivot: Pivot): string {
  return [
    `${info.call} — ${pivot.description}`,
    '',
    `asks about   ${askedAbout(info.kind, pivot)}`,
    `rows         ${pivot.rowsPerInput === 'at-most-one' ? 'at most one per input' : 'any number per input'}`,
    `told         ${toldText(pivot)}`,
    `cost         ${costText(pivot)}`,
    `plugin       ${info.plugin}`,
    `available    ${info.available ? 'yes' : `no: ${info.reason ?? ''}`}`,
    '',
    ...section('options', optionLines(pivot)),
    ...section('columns', columnLines(pivot)),
    ...section('examples', pivot.examples ?? [`${info.call}('…')`]),
  ].join('\n');
}

function costText({ cost, price, limits }: Pivot): string {
  const per = limits?.quotaCounts === 'items' ? 'item' : 'request';
  const charged = price === undefined ? [] : [`${amountText(price)} a ${per}`];
  return [...charged, ...(cost === undefined ? [] : [cost])].join('; ') || 'none declared';
}

const askedAbout = (kind: string, { attribute }: Pivot): string =>
  attribute === undefined
    ? `${kind}: a text, an entity, lists of them, or a column of a table`
    : `${kind}, by its '${attribute}'`;

function toldText({ sharing, asks }: Pivot): string {
  if (asks !== undefined) return 'whom the pivots it asks tell, each up to its own TLP; --plan lists them';
  if (sharing.reaches === 'nobody') return 'nobody';
  const who = sharing.provider ?? 'the provider';
  const target = sharing.reaches === 'target' ? ', and the target notices' : '';
  const handedOver = sharing.submits === true ? ', to whom it is handed over: needs consent and visibility' : '';
  return `${who}${target}${handedOver}; up to TLP:${(sharing.maxTlp ?? 'clear').toUpperCase()}`;
}

function optionLines({ options }: Pivot): string[] {
  const schema: unknown = jsonSchemaOf(options);
  return optionNames(options).map((name) => {
    const property = propertyOf(schema, name);
    const type =
      property['enum'] === undefined ? textOf(property['type'] ?? 'value') : JSON.stringify(property['enum']);
    const fallback = property['default'] === undefined ? '' : ` (default ${JSON.stringify(property['default'])})`;
    return `${name}: ${type}${fallback} ${textOf(property['description'] ?? '')}`.trimEnd();
  });
}

function jsonSchemaOf(schema: z.ZodType): unknown {
  try {
    return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  } catch {
    return {};
  }
}

function propertyOf(schema: unknown, name: string): Record<string, unknown> {
  const properties: unknown = isRecord(schema) ? schema['properties'] : undefined;
  const property: unknown = isRecord(properties) ? properties[name] : undefined;
  return isRecord(property) ? property : {};
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function columnLines({ columns }: Pivot): string[] {
  const width = Math.max(...Object.keys(columns).map((name) => name.length));
  return Object.entries(columns).map(([name, spec]) => {
    const unit = spec.unit === undefined ? '' : `, ${spec.unit}`;
    const entity = spec.entity === undefined ? '' : ` → ${spec.entity}`;
    const nothing = spec.nullWhen === undefined ? '' : `; null when ${spec.nullWhen}`;
    return `${name.padEnd(width)}  ${spec.type}${unit}${entity}: ${spec.description}${nothing}`;
  });
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
