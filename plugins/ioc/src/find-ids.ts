import { iocOf, nothingInside, type Finding } from './finding.ts';
import type { IocType } from './types.ts';

/** CVE numbers have four digits or more after the year (CVE syntax since 2014). */
const cve = /(?<![\w-])CVE-(?:19|20)\d\d-\d{4,7}(?![\w-])/gi;
/** Techniques and sub-techniques of MITRE ATT&CK, T1001 and up. */
const technique = /(?<![\w.-])T1\d{3}(?:\.\d{3})?(?![\w-])/g;

export const findCves = (text: string): Finding[] => findAll(text, cve, 'cve');
export const findTechniques = (text: string): Finding[] => findAll(text, technique, 'attack_technique');

const findAll = (text: string, pattern: RegExp, type: IocType): Finding[] =>
  Array.from(text.matchAll(pattern), (match) => ({
    ioc: iocOf({ type, text: match[0], start: match.index, observable: match[0].toUpperCase() }),
    inner: nothingInside,
  }));
