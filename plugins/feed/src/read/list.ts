import { extname } from 'node:path';
import type { ListConfig } from '../config.ts';
import { ListError, type Indicator, type Reading } from '../indicator.ts';
import { readCsvList } from './csv.ts';
import { parseJson, readAnyJson, readJsonList } from './json.ts';
import { readMisp } from './misp.ts';
import type { RowsOptions } from './rows.ts';
import { readStix } from './stix.ts';
import { readTextList } from './text.ts';

export type Format = NonNullable<ListConfig['format']>;

type Settings = Pick<ListConfig, 'name' | 'format' | 'expireAfterDays'> & Omit<RowsOptions, 'list'>;

interface Source {
  readonly format: Format;
  /** Of the file, or of the URL. */
  readonly path: string;
}

/** The text of a list in its format. @throws ListError when it is none */
export function readList(text: string, list: Settings, { format, path }: Source): Reading {
  const reading = readAs(text, { ...list, list: list.name }, { format, path, isStated: list.format !== undefined });
  const { expireAfterDays } = list;
  if (expireAfterDays === undefined) return reading;
  return { ...reading, indicators: reading.indicators.map((indicator) => expiring(indicator, expireAfterDays)) };
}

function readAs(
  text: string,
  options: RowsOptions,
  { format, path, isStated }: Source & { isStated: boolean },
): Reading {
  switch (format) {
    case 'csv':
      return readCsvList(text, { ...options, delimiter: extname(path) === '.tsv' ? '\t' : ',' });
    case 'text':
      return readTextList(text, options);
    case 'stix':
    case 'taxii':
      return readStix(parseJson(text), options);
    case 'misp':
      return readMisp(parseJson(text), options);
    case 'json':
      return isStated ? readJsonList(parseJson(text), options) : readAnyJson(parseJson(text), options);
  }
}

const dayMs = 86_400_000;

/** What does not say when it ends counts for some days after it began; without a beginning nothing is known of its age. */
function expiring(indicator: Indicator, days: number): Indicator {
  const { validFrom, validUntil } = indicator;
  if (validUntil !== undefined || validFrom === undefined) return indicator;
  return { ...indicator, validUntil: new Date(validFrom.getTime() + days * dayMs) };
}

/** @throws ListError for a list in which there are entries, but none that can be used */
export function requireUsable(reading: Reading): Reading {
  const [first] = reading.unreadable;
  if (first !== undefined && reading.indicators.length === 0)
    throw new ListError(`not one of its entries can be used; ${first.reference}: ${first.problem}`);
  return reading;
}
