import { iocOf, matchesOf, type Finder } from './finding.ts';
import { sign } from './signs.ts';
import type { IocType } from './types.ts';

/** CVE numbers have four digits or more after the year (CVE syntax since 2014). */
const cve = /(?<![\w-])CVE-(?:19|20)\d\d-\d{4,7}(?![\w-])/gi;
/** Techniques and sub-techniques of MITRE ATT&CK, T1001 and up; in lower case as tags of Sigma rules write them. */
const technique = /(?:(?<![\w.-])T|(?<=\battack\.)t)1\d{3}(?:\.\d{3})?(?![\w-])/g;
/** Tactics of the enterprise, mobile (TA00…) and industrial (TA01…) matrices; TA505 and its like are names of groups. */
const tactic = /(?<![\w.-])TA0[01]\d{2}(?![\w-])/g;
const software = /(?:(?<![\w.-])S|(?<=\battack\.)s)[01]\d{3}(?![\w-]|\.\d)/g;
const group = /(?:(?<![\w.-])G|(?<=\battack\.)g)[01]\d{3}(?![\w-]|\.\d)/g;

export const cves: Finder = finderOf('cve', cve, sign.cve);
export const techniques: Finder = finderOf('attack_technique', technique, sign.attack);
export const tactics: Finder = finderOf('attack_tactic', tactic, sign.attack);
export const softwareIds: Finder = finderOf('attack_software', software, sign.attack);
export const groups: Finder = finderOf('attack_group', group, sign.attack);

function finderOf(type: IocType, pattern: RegExp, needed: number): Finder {
  return {
    sign: needed,
    find: (text) =>
      matchesOf(text, pattern).map(({ 0: written, index: start }) => ({
        ioc: iocOf({ type, text: written, start, observable: written.toUpperCase() }),
      })),
  };
}
