import { malware } from '../attacker.ts';
import { numberOf } from '../hash.ts';
import type { ProcessRow } from '../process.ts';
import { bad, CLEAN, dateBetween, fileAnalysis, type Opinion } from './opinion.ts';
import { found, notFound, type Answer } from './reply.ts';

const OPINIONS: Readonly<Record<string, Opinion>> = {
  [malware.document]: bad(21, 1, 'downloader'),
  [malware.implant]: bad(38, 2, 'backdoor'),
  [malware.remoteClient]: bad(2, 1, 'riskware'),
  [malware.remoteService]: bad(3, 1, 'riskware'),
  [malware.archiver]: CLEAN,
};

/** Built for this victim, so that nobody has ever seen it. */
const UNKNOWN: readonly string[] = [malware.secondImplant];

/** Programs of the company's own making, which it shows to nobody. */
const IN_HOUSE = /\\Halden\w+\\/;

/** One answer for every hash of the process events, and for the document that brought it all. */
export function fileAnswers(processes: readonly ProcessRow[]): readonly Answer[] {
  const images = new Map([[malware.document, 'C:\\Users\\l.marsh\\Downloads\\Invoice_4471.docm']]);
  for (const { sha256, image } of processes) if (sha256 !== null) images.set(sha256, image);
  return [...images].map(([hash, image]) => answer(hash, image));
}

function answer(hash: string, image: string): Answer {
  const name = image.split('\\').at(-1) ?? image;
  const fileName = `file-${name}-${hash.slice(0, 8)}`;
  const path = `/files/${hash}`;
  if (UNKNOWN.includes(hash) || IN_HOUSE.test(image)) return notFound(fileName, path, `File "${hash}" not found`);
  const firstSeen = dateBetween(hash, OPINIONS[hash] === undefined ? 2023 : 2025, 2026);
  const attributes = {
    sha256: hash,
    size: 20_000 + numberOf(`${hash} size`, 4_000_000),
    type_description: name.endsWith('.docm') ? 'Office Open XML Document' : 'Win32 EXE',
    meaningful_name: name,
    names: [name],
    first_submission_date: firstSeen,
    last_submission_date: firstSeen + 86_400 * numberOf(hash, 200),
    times_submitted: 1 + numberOf(`${hash} times`, 40),
    ...fileAnalysis(hash, OPINIONS[hash] ?? CLEAN),
  };
  return found(fileName, path, { type: 'file', id: hash, attributes });
}
