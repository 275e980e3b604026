import { attacker } from '../attacker.ts';
import { sha256 } from '../hash.ts';
import type { ProcessRow } from '../process.ts';
import { analysis, bad, CLEAN, type Opinion } from './opinion.ts';
import { found, notFound, type Answer } from './reply.ts';

const OPINIONS: Readonly<Record<string, Opinion>> = {
  [attacker.lure.url]: bad(12, 2, 'phishing'),
  [attacker.stage.url]: bad(10, 0, 'malware'),
  [attacker.stage.payloadUrl]: bad(15, 1, 'malware'),
};

const UNKNOWN: readonly string[] = [attacker.fallback.toolUrl, attacker.exfiltration.url];

/** One answer for every web address in the command lines, the encoded ones included. */
export function urlAnswers(processes: readonly ProcessRow[]): readonly Answer[] {
  const seen = processes.flatMap(({ commandLine }) => commandLine.match(/https?:\/\/[^\s"]+/g) ?? []);
  return [...new Set([...Object.keys(OPINIONS), ...UNKNOWN, ...seen])].map(answer);
}

function answer(url: string): Answer {
  const path = `/urls/${Buffer.from(url, 'utf8').toString('base64url')}`;
  if (UNKNOWN.includes(url)) return notFound(fileName(url), path, `URL "${url}" not found`);
  const opinion = OPINIONS[url] ?? CLEAN;
  const attributes = {
    url,
    last_final_url: url,
    last_http_response_code: opinion.malicious > 0 ? 404 : 200,
    ...analysis(url, opinion),
  };
  return found(fileName(url), path, { type: 'url', id: sha256(url), attributes });
}

function fileName(url: string): string {
  return `url-${new URL(url).hostname}-${sha256(url).slice(0, 8)}`;
}
