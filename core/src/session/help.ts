import type { PivotInfo } from '../pivot/pivot-info.ts';
import type { Pivot } from '../pivot/pivot.ts';
import { amountText } from '../pivot/budget.ts';
import { columnLines, optionLines, section } from './option-lines.ts';

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
    ...section('options', optionLines(pivot.options)),
    ...section('columns', columnLines(pivot.columns)),
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
