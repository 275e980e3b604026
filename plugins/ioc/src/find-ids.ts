import { iocOf, nothingInside, type Finding } from './finding.ts';
import type { IocType } from './types.ts';

/** CVE numbers have four digits or more after the year (CVE syntax since 2014). */
const cve = /(?<![\w-])CVE-(?:19|20)\d\d-\d{4,7}(?![\w-])/gi;
/** Techniques and sub-techniques of MITRE ATT&CK, T1001 and up. */
const technique = /(?<![\w.-])T1\d{3}(?:\.\d{3})?(?![\w-])/g;

export const findCves = (text: string): IterableIterator<Finding> => findAll(text, cve, 'cve');
export const findTechniques = (text: string): IterableIterator<Finding> => findAll(text, technique, 'attack_technique');

function* findAll(text: string, pattern: RegExp, type: IocType): IterableIterator<Finding> {
  for (const { 0: written, index: start } of text.matchAll(pattern))
    yield { ioc: iocOf({ type, text: written, start, observable: written.toUpperCase() }), inner: nothingInside };
}
