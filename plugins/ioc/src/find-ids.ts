import { iocOf, nothingInside, type Finding } from './finding.ts';
import type { IocType } from './types.ts';

/** CVE numbers have four digits or more after the year (CVE syntax since 2014). */
const cve = /(?<![\w-])CVE-(?:19|20)\d\d-\d{4,7}(?![\w-])/gi;
/** Techniques and sub-techniques of MITRE ATT&CK, T1001 and up; in lower case as tags of Sigma rules write them. */
const technique = /(?:(?<![\w.-])T|(?<=\battack\.)t)1\d{3}(?:\.\d{3})?(?![\w-])/g;
/** Tactics of the enterprise, mobile (TA00…) and industrial (TA01…) matrices; TA505 and its like are names of groups. */
const tactic = /(?<![\w.-])TA0[01]\d{2}(?![\w-])/g;
const software = /(?:(?<![\w.-])S|(?<=\battack\.)s)[01]\d{3}(?![\w-]|\.\d)/g;
const group = /(?:(?<![\w.-])G|(?<=\battack\.)g)[01]\d{3}(?![\w-]|\.\d)/g;

export const findCves = (text: string): IterableIterator<Finding> => findAll(text, cve, 'cve');
export const findTechniques = (text: string): IterableIterator<Finding> => findAll(text, technique, 'attack_technique');
export const findTactics = (text: string): IterableIterator<Finding> => findAll(text, tactic, 'attack_tactic');
export const findSoftware = (text: string): IterableIterator<Finding> => findAll(text, software, 'attack_software');
export const findGroups = (text: string): IterableIterator<Finding> => findAll(text, group, 'attack_group');

function* findAll(text: string, pattern: RegExp, type: IocType): IterableIterator<Finding> {
  for (const { 0: written, index: start } of text.matchAll(pattern))
    yield { ioc: iocOf({ type, text: written, start, observable: written.toUpperCase() }), inner: nothingInside };
}
