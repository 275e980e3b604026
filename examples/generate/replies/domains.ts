import { attacker } from '../attacker.ts';
import { publicServices } from '../internet.ts';
import { analysis, bad, CLEAN, dateBetween, type Opinion } from './opinion.ts';
import { found, notFound, type Answer } from './reply.ts';

/** One answer for every name of the story and of the services in use. */
export function domainAnswers(): readonly Answer[] {
  return [
    answer(attacker.lure.domain, [attacker.lure.address], bad(14, 2, 'phishing'), 2025),
    answer(attacker.stage.domain, [attacker.stage.address], bad(10, 1, 'malware'), 2025),
    answer(attacker.command.domain, [attacker.command.address], bad(8, 3, 'malware'), 2025),
    notFound(
      `domain-${attacker.exfiltration.domain}`,
      `/domains/${attacker.exfiltration.domain}`,
      `Domain "${attacker.exfiltration.domain}" not found`,
    ),
    ...publicServices.map(({ domain, addresses }) => answer(domain, addresses, CLEAN, 2008)),
  ];
}

function answer(domain: string, addresses: readonly string[], opinion: Opinion, sinceYear: number): Answer {
  const records = addresses.map((value) => ({ type: value.includes(':') ? 'AAAA' : 'A', value, ttl: 300 }));
  const attributes = {
    tld: domain.split('.').at(-1),
    creation_date: dateBetween(domain, sinceYear, sinceYear + 1),
    ...analysis(domain, opinion),
    categories: opinion.malicious > 0 ? { 'Sample Engine 01': opinion.label } : {},
    last_dns_records: records,
  };
  return found(`domain-${domain}`, `/domains/${domain}`, { type: 'domain', id: domain, attributes });
}
