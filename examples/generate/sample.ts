import { mispEvent } from './indicators/misp-event.ts';
import { networksText } from './indicators/networks.ts';
import { observablesCsv } from './indicators/observables-csv.ts';
import { stixBundle } from './indicators/stix-bundle.ts';
import { virustotalReplies } from './replies/virustotal.ts';
import { makeTables } from './tables.ts';

/** Everything that is generated: path below `examples` → text, the same in every run and on every machine. */
export function makeSample(): ReadonlyMap<string, string> {
  const tables = makeTables();
  return new Map([
    ...[...tables.files].map(([name, text]) => [`data/${name}`, text] as const),
    ['data/indicators/observables.csv', observablesCsv()],
    ['data/indicators/networks.txt', networksText()],
    ['data/indicators/stix-bundle.json', jsonText(stixBundle())],
    ['data/indicators/misp-event.json', jsonText(mispEvent())],
    ...[...virustotalReplies(tables.processes)].map(
      ([name, reply]) => [`replies/virustotal/${name}`, jsonText(reply)] as const,
    ),
  ]);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
