import type { ProcessRow } from '../process.ts';
import { addressAnswers } from './addresses.ts';
import { domainAnswers } from './domains.ts';
import { fileAnswers } from './files.ts';
import { record, type RecordedReply } from './reply.ts';
import { urlAnswers } from './urls.ts';

/** File name → recorded reply, for everything the sample's playbooks ask. */
export function virustotalReplies(processes: readonly ProcessRow[]): ReadonlyMap<string, RecordedReply> {
  const answers = [...addressAnswers(), ...domainAnswers(), ...urlAnswers(processes), ...fileAnswers(processes)];
  return new Map(answers.map((answer, position) => [`${answer.name}.json`, record(answer, position)]));
}
