import { PivotKitError } from '../../../error/pivotkit-error.ts';
import { systemClock } from '../../../io/clock.ts';
import { processEnvironment } from '../../../io/environment.ts';
import { Table } from '../../../table/index.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkPlugins } from '../doctor/check-plugins.ts';
import { checkSettings } from '../doctor/check-settings.ts';
import { wrong, type Finding } from '../doctor/finding.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { loadConfiguration, loadConfiguredPlugins, type GlobalOptions } from '../open-session.ts';
import { printTable, type FormatOptions } from '../print-table.ts';
import type { CommandContext } from '../command-context.ts';
import type { Terminal } from '../terminal.ts';

/** `pivotkit doctor`: looks at everything by itself, and says what to do. */
export async function runDoctorCommand(
  options: GlobalOptions & FormatOptions,
  { terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const findings = [...checkMachine(systemClock), ...(await checkInstallation(options, signal))];
  if (options.format === undefined) for (const finding of findings) await printFinding(finding, terminal);
  else await printTable(Table.fromRows(findings, { types }), terminal, options);
  return findings.some(({ state }) => state === 'wrong') ? exitCode.failed : exitCode.complete;
}

const types = { subject: 'text', state: 'text', detail: 'text', advice: 'text' } as const;

async function checkInstallation(options: GlobalOptions, signal: AbortSignal): Promise<Finding[]> {
  try {
    const loaded = await loadConfiguration(options);
    const plugins = await loadConfiguredPlugins(loaded, options);
    const asks = options.live === true;
    return [
      ...(await checkSettings(loaded, plugins, processEnvironment())),
      ...(await checkPlugins(loaded, plugins, { asks, signal })),
    ];
  } catch (error) {
    if (!PivotKitError.is(error)) throw error;
    return [wrong('configuration', error.message, '')];
  }
}

const signs = { ok: '✓', warning: '!', wrong: '✗' } as const;

async function printFinding({ subject, state, detail, advice = '' }: Finding, terminal: Terminal): Promise<void> {
  const tone = { ok: terminal.out.green, warning: terminal.out.yellow, wrong: terminal.out.red }[state];
  await terminal.write(`${tone(signs[state])} `);
  await terminal.writeData(`${subject}: ${detail}\n`);
  if (advice !== '') await terminal.writeData(`    → ${advice}\n`);
}
