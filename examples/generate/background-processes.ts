import { computers, type Computer, type Department } from './company.ts';
import { encodedCommand } from './encode.ts';
import { sessionsOf, type Session } from './presence.ts';
import { bootProcess, child, type ProcessStart } from './process.ts';
import { randomFor } from './random.ts';
import { officeTime, SECOND_MS, serverTime, WEEKDAYS } from './week.ts';

const random = randomFor('background processes');
const SYSTEM32 = 'C:\\Windows\\System32\\';
const SYSTEM = 'NT AUTHORITY\\SYSTEM';

export const DESKTOP = 'C:\\Windows\\explorer.exe';

/** A program as it is usually called: image, and the command lines seen with it. */
interface Habit {
  readonly weight: number;
  readonly image: string;
  readonly commandLines: readonly string[];
}

const EVERYONE: readonly Habit[] = [
  habit(12, 'C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE', ['"{image}"', '"{image}" /recycle']),
  habit(18, 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', [
    '"{image}"',
    '"{image}" --type=renderer --lang=en-GB',
    '"{image}" --single-argument https://www.bing.com/',
    '"{image}" --single-argument https://sharepoint.com/sites/intranet',
    '"{image}" --single-argument https://login.salesforce.com/home',
    '"{image}" --single-argument https://www.wikipedia.org/',
  ]),
  habit(8, 'C:\\Program Files\\WindowsApps\\MSTeams\\ms-teams.exe', ['"{image}"', '"{image}" --background']),
  habit(5, 'C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe', ['"{image}" /background']),
  habit(7, 'C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE', [
    '"{image}" "\\\\FILE-01\\Shares\\Plans\\forecast-2027.xlsx"',
    '"{image}" /dde',
  ]),
  habit(7, 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE', [
    '"{image}" /n "\\\\FILE-01\\Shares\\Templates\\letter.dotx"',
    '"{image}" /Automation -Embedding',
  ]),
  habit(3, 'C:\\Program Files\\Zoom\\bin\\Zoom.exe', ['"{image}" --url=https://zoom.us/j/']),
  habit(4, `${SYSTEM32}notepad.exe`, ['"{image}" C:\\Users\\Public\\notes.txt']),
];

const BY_DEPARTMENT: Readonly<Record<Department, readonly Habit[]>> = {
  finance: [
    habit(14, 'C:\\Program Files\\HaldenErp\\HaldenErp.exe', ['"{image}" /company HI /ledger 2026']),
    habit(3, 'C:\\Program Files\\HaldenErp\\PaymentRun.exe', [
      '"{image}" /export \\\\FILE-01\\Shares\\Finance\\payments.csv',
    ]),
  ],
  engineering: [
    habit(14, 'C:\\Program Files\\Git\\cmd\\git.exe', [
      'git fetch origin',
      'git status --porcelain',
      'git clone https://github.com/nodejs/node',
      'git pull ssh://git@GIT-01/firmware',
    ]),
    habit(8, 'C:\\Program Files\\nodejs\\node.exe', ['node scripts/build', 'node --version']),
    habit(4, `${SYSTEM32}curl.exe`, [
      'curl -sS https://cdn.jsdelivr.net/undici',
      'curl -sSI https://api.github.com/rate_limit',
      'curl -o NUL https://raw.githubusercontent.com/nodejs/node/main/LICENSE',
    ]),
    habit(3, `${SYSTEM32}OpenSSH\\ssh.exe`, ['ssh build@10.10.0.60', 'ssh -p 22 build@10.10.0.60 uptime']),
  ],
  sales: [habit(6, 'C:\\Program Files\\HaldenQuote\\Quote.exe', ['"{image}" /customer', '"{image}" /price-list 2026'])],
  operations: [
    habit(7, `${SYSTEM32}WindowsPowerShell\\v1.0\\powershell.exe`, [
      'powershell.exe -NoProfile Test-NetConnection -ComputerName 10.10.0.30 -Port 1433',
      'powershell.exe -NoProfile Resolve-DnsName outlook.office365.com -Server 1.1.1.1',
      'powershell.exe -NoProfile Get-ADUser -Filter *',
    ]),
    habit(6, `${SYSTEM32}ping.exe`, ['ping -n 4 8.8.8.8', 'ping -n 4 10.10.0.20', 'ping -6 2606:4700:4700::1111']),
    habit(4, `${SYSTEM32}nslookup.exe`, ['nslookup github.com 9.9.9.9', 'nslookup FILE-01 10.10.0.10']),
    habit(2, `${SYSTEM32}tracert.exe`, ['tracert -d 140.82.121.4', 'tracert -d 8.8.4.4']),
    habit(1, `${SYSTEM32}nltest.exe`, ['nltest /dsgetdc:halden.internal']),
    habit(2, `${SYSTEM32}mstsc.exe`, ['"{image}" /v:10.10.0.40', '"{image}" /v:10.10.0.50']),
  ],
  servers: [],
};

const WINDOWS_SERVICES: readonly Habit[] = [
  habit(14, `${SYSTEM32}svchost.exe`, [
    '{image} -k netsvcs -p -s BITS',
    '{image} -k netsvcs -p -s wuauserv',
    '{image} -k LocalService -p -s W32Time',
    '{image} -k wsappx -p -s ClipSVC',
  ]),
  habit(6, `${SYSTEM32}taskhostw.exe`, ['taskhostw.exe', 'taskhostw.exe SYSTEM', 'taskhostw.exe NGCKeyPregen']),
  habit(5, 'C:\\Program Files\\Windows Defender\\MpCmdRun.exe', [
    '"{image}" SignatureUpdate -ScheduleJob',
    '"{image}" Scan -ScheduleJob',
  ]),
  habit(4, `${SYSTEM32}gpupdate.exe`, ['gpupdate.exe /target:computer', 'gpupdate.exe /target:user']),
  habit(3, `${SYSTEM32}wbem\\WmiPrvSE.exe`, ['{image} -secured -Embedding']),
  habit(2, `${SYSTEM32}w32tm.exe`, ['w32tm /resync']),
];

const WINDOWS_SERVER_JOBS: readonly Habit[] = [
  habit(8, `${SYSTEM32}WindowsPowerShell\\v1.0\\powershell.exe`, [
    `powershell.exe -NoProfile -NonInteractive -EncodedCommand ${encodedCommand('Get-Service | Where-Object Status -eq Stopped')}`,
    `powershell.exe -NoProfile -NonInteractive -EncodedCommand ${encodedCommand('Get-Volume | Select-Object DriveLetter, SizeRemaining')}`,
  ]),
  habit(4, `${SYSTEM32}robocopy.exe`, ['robocopy D:\\Shares \\\\BACKUP-01\\Nightly /MIR /R:1']),
  habit(3, `${SYSTEM32}dfsrdiag.exe`, ['dfsrdiag.exe ReplicationState']),
];

const LINUX_JOBS: readonly Habit[] = [
  habit(10, '/usr/sbin/sshd', ['sshd: build [priv]', '/usr/sbin/sshd -D -R']),
  habit(8, '/usr/sbin/logrotate', ['/usr/sbin/logrotate /etc/logrotate.conf']),
  habit(6, '/usr/bin/apt-get', ['apt-get -qq update', 'apt-get -qq -y install unattended-upgrades']),
  habit(5, '/usr/bin/curl', [
    'curl -fsS http://archive.ubuntu.com/ubuntu/dists/noble/InRelease -o /dev/null',
    'curl -fsS https://one.one.one.one/dns-query -o /dev/null',
  ]),
  habit(4, '/usr/sbin/chronyd', [
    '/usr/sbin/chronyd -q "server time.cloudflare.com iburst"',
    '/usr/sbin/chronyd -q "server 162.159.200.1 iburst"',
  ]),
  habit(4, '/usr/bin/systemctl', ['systemctl reload nginx', 'systemctl is-active nginx']),
];

const MONITOR_JOBS: readonly Habit[] = [
  habit(10, '/usr/lib/nagios/plugins/check_ping', [
    'check_ping -H 8.8.8.8 -w 50,5% -c 200,20%',
    'check_ping -H 1.1.1.1 -w 50,5% -c 200,20%',
    'check_ping -H 9.9.9.9 -w 50,5% -c 200,20%',
    'check_ping -H 10.10.0.20 -w 5,5% -c 20,20%',
  ]),
  habit(6, '/usr/lib/nagios/plugins/check_http', [
    'check_http -S -H github.com -I 140.82.121.3',
    'check_http -S -H outlook.office365.com -I 52.96.165.18',
    'check_http -S -I 192.168.50.10',
  ]),
];

/** A week of ordinary programs. What ran before the week is in the list too, without a parent. */
export function backgroundProcesses(): readonly ProcessStart[] {
  return computers.flatMap((on) => {
    if (on.role === 'workstation') return deskWeek(on);
    return on.role === 'linux-server' ? linuxWeek(on) : windowsServerWeek(on);
  });
}

function deskWeek(desk: Computer): readonly ProcessStart[] {
  const services = bootProcess(desk, `${SYSTEM32}services.exe`, SYSTEM);
  const habits = [...EVERYONE, ...BY_DEPARTMENT[desk.department]];
  const days = sessionsOf(desk).flatMap((session) => {
    const [userinit, shell] = logOn(desk, session);
    const timeOfDay = (): number => officeTime(random, session.dayIndex);
    return [
      userinit,
      shell,
      ...several(random.between(11, 18), () =>
        run(shell, laterThan(shell.timeMs, timeOfDay()), random.pickWeighted(habits)),
      ),
      ...several(random.between(6, 10), () => run(services, timeOfDay(), random.pickWeighted(WINDOWS_SERVICES))),
    ];
  });
  return [services, ...days];
}

/** The start of a person's session: the program that sets it up, and the desktop. */
function logOn(desk: Computer, session: Session): readonly [ProcessStart, ProcessStart] {
  const winlogon = bootProcess(desk, `${SYSTEM32}winlogon.exe`, SYSTEM);
  const image = `${SYSTEM32}userinit.exe`;
  const userinit = child(winlogon, { timeMs: session.logOnMs, image, commandLine: image, account: desk.account });
  const commandLine = 'C:\\Windows\\Explorer.EXE';
  return [userinit, child(userinit, { timeMs: session.logOnMs + 1_240, image: DESKTOP, commandLine })];
}

function windowsServerWeek(server: Computer): readonly ProcessStart[] {
  const services = bootProcess(server, `${SYSTEM32}services.exe`, SYSTEM);
  const habits = [...WINDOWS_SERVICES, ...WINDOWS_SERVER_JOBS];
  return [services, ...allWeek(services, habits, 18, 26)];
}

function linuxWeek(server: Computer): readonly ProcessStart[] {
  const systemd = bootProcess(server, '/usr/lib/systemd/systemd', 'root');
  const habits = server.name === 'MON-01' ? [...LINUX_JOBS, ...MONITOR_JOBS] : LINUX_JOBS;
  return [systemd, ...allWeek(systemd, habits, 24, 38)];
}

function allWeek(parent: ProcessStart, habits: readonly Habit[], least: number, most: number): readonly ProcessStart[] {
  return WEEKDAYS.flatMap((_, day) =>
    several(random.between(least, most), () => run(parent, serverTime(random, day), random.pickWeighted(habits))),
  );
}

function run(parent: ProcessStart, timeMs: number, what: Habit): ProcessStart {
  const commandLine = random.pick(what.commandLines).replace('{image}', what.image);
  return child(parent, { timeMs, image: what.image, commandLine });
}

function habit(weight: number, image: string, commandLines: readonly string[]): Habit {
  return { weight, image, commandLines };
}

/** People do not start programs before they log on. */
function laterThan(startMs: number, timeMs: number): number {
  return timeMs > startMs ? timeMs : startMs + random.between(30, 1800) * SECOND_MS;
}

function several<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make);
}
