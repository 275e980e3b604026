import { awkwardFlows, repeated } from './awkward-flows.ts';
import { backgroundFlows } from './background-flows.ts';
import { backgroundProcesses } from './background-processes.ts';
import { toCsv } from './csv.ts';
import { DNS_COLUMNS, dnsRows } from './dns.ts';
import { FLOW_COLUMNS, type Flow } from './flow.ts';
import { intrusionFlows } from './intrusion-flows.ts';
import { intrusionProcesses } from './intrusion-processes.ts';
import { LOGON_COLUMNS, logonRows } from './logons.ts';
import { PROCESS_COLUMNS, processRows, type ProcessRow } from './process.ts';
import { iso } from './week.ts';

export interface Tables {
  readonly flows: readonly Flow[];
  readonly processes: readonly ProcessRow[];
  /** Path below `examples/data` → text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The four tables of the week, rows in the order of time. */
export function makeTables(): Tables {
  const flows = allFlows();
  const processes = allProcesses();
  const flowRows = flows.map(({ timeMs, ...rest }) => ({ time: iso(timeMs), ...rest }));
  const files = new Map([
    ['network-flows.csv', toCsv(FLOW_COLUMNS, flowRows)],
    ['process-events.csv', toCsv(PROCESS_COLUMNS, processes)],
    ['logons.csv', toCsv(LOGON_COLUMNS, logonRows())],
    ['dns.csv', toCsv(DNS_COLUMNS, dnsRows())],
  ]);
  return { flows, processes, files };
}

function allFlows(): readonly Flow[] {
  const once = [...backgroundFlows(), ...intrusionFlows(), ...awkwardFlows()];
  return [...once, ...repeated(once)].toSorted((left, right) => left.timeMs - right.timeMs);
}

function allProcesses(): readonly ProcessRow[] {
  const background = backgroundProcesses();
  return processRows([...background, ...intrusionProcesses(background)]);
}
