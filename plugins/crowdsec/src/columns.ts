import { entity, list, number, object, text, time } from '@pivotkit/core';
import { Dns } from '@pivotkit/entities';

const notSaid = 'CrowdSec does not say';
const score = (description: string) => number(description, { unit: 'points', range: [0, 5], nullWhen: notSaid });

export const smokeColumns = {
  judgement: text('malicious, suspicious or benign as CrowdSec’s reputation says, else unknown'),
  severity: text('high, warning or information, for comparison with other sources'),
  reputation: text('malicious, suspicious, known, safe or benign, by CrowdSec', { nullWhen: notSaid }),
  confidence: text('none, low, medium or high: how sure CrowdSec is', { nullWhen: notSaid }),
  score: score('Overall score, 5 is the worst'),
  scoreLastDay: score('Score of the last day'),
  scoreLastWeek: score('Score of the last week'),
  scoreLastMonth: score('Score of the last month'),
  backgroundNoise: number('How much of it is noise that meets everybody', {
    unit: 'points',
    range: [0, 10],
    nullWhen: notSaid,
  }),
  behaviors: list('What it does, by the labels of CrowdSec', { nullWhen: notSaid }),
  attacks: list('Scenarios it was reported for', { nullWhen: notSaid }),
  classifications: list('What it is classified as', { nullWhen: notSaid }),
  falsePositives: list('Why reports may be mistaken, such as a known service', { nullWhen: notSaid }),
  techniques: list('Techniques of MITRE ATT&CK, by number', { nullWhen: notSaid }),
  cves: list('Vulnerabilities it was seen trying', { nullWhen: notSaid }),
  targetCountries: object('Where its targets are, in percent by country', { nullWhen: notSaid }),
  firstSeenAt: time('When it was first reported', { nullWhen: notSaid }),
  lastSeenAt: time('When it was last reported', { nullWhen: notSaid }),
  network: text('Network the address lies in, in CIDR form', { nullWhen: notSaid }),
  networkReputation: text('Reputation of its /24', { nullWhen: notSaid }),
  asn: number('Number of the autonomous system', { unit: 'AS number', range: [0, 4_294_967_295], nullWhen: notSaid }),
  asName: text('Name of the autonomous system', { nullWhen: notSaid }),
  reverseName: entity(Dns, 'Name of the address in reverse DNS', { nullWhen: notSaid }),
  country: text('Country of the address, ISO 3166-1 alpha-2', { nullWhen: notSaid }),
  city: text('City of the address', { nullWhen: notSaid }),
  permalink: text('Page of the address, for people'),
};
