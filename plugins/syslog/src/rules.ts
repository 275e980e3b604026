import { z } from 'zod';

const terms = z.array(z.string().min(1).max(1000)).nonempty();

/**
 * What a risky command looks like. Terms are texts, case ignored, in which `*` stands for anything; there are no
 * patterns that backtrack, so that no rule and no command can make matching slow.
 */
export const ruleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'small letters, digits and - only'),
    title: z.string().min(1),
    /** Techniques of MITRE ATT&CK, such as `T1003.008`. */
    techniques: z.array(z.string().regex(/^T\d{4}(?:\.\d{3})?$/, 'like T1003 or T1003.008')).default([]),
    severity: z.enum(['low', 'medium', 'high']).default('medium'),
    /** One of these is a whole word of the command, or the file name of a path in it. */
    words: terms.optional(),
    /** All of these are in it. */
    all: terms.optional(),
    /** One of these is in it. */
    any: terms.optional(),
    /** None of these is in it. */
    none: terms.optional(),
  })
  .refine(({ words, all, any }) => words !== undefined || all !== undefined || any !== undefined, {
    error: 'a rule needs `words`, `all` or `any`',
  });

export type Rule = z.output<typeof ruleSchema>;

export const ruleFileSchema = z.strictObject({ version: z.literal(1), rules: z.array(ruleSchema) });

const rule = (id: string, title: string, rest: Omit<z.input<typeof ruleSchema>, 'id' | 'title'>): Rule => ruleSchema.parse({ id, title, ...rest }); // prettier-ignore

/** Techniques: MITRE ATT&CK for Enterprise, v17, read 2026-11-28. */
export const defaultRules: readonly Rule[] = [
  rule('authorized-keys', 'Touches the keys that may log on', { techniques: ['T1098.004'], severity: 'high', any: ['authorized_keys'] }),
  rule('download-to-shell', 'Downloads and runs', { techniques: ['T1105', 'T1059.004'], severity: 'high', any: ['wget*|*sh', 'curl*|*sh'] }),
  rule('fork-bomb', 'Starts itself without end', { techniques: ['T1499.001'], severity: 'high', any: [':(){:|:&};:', ':(){ :|:& };:'] }),
  rule('move-to-null', 'Moves files to nowhere', { techniques: ['T1485'], severity: 'medium', all: ['mv*/dev/null'] }),
  rule('root-shell', 'Starts a shell', { techniques: ['T1059.004'], severity: 'low', any: ['/bin/bash'] }),
  rule('shadow-file', 'Reads password hashes', { techniques: ['T1003.008'], severity: 'high', any: ['/etc/shadow', '/etc/gshadow', '/etc/security/opasswd'] }),
  rule('decode-base64', 'Decodes what was hidden', { techniques: ['T1140'], severity: 'medium', words: ['base64'], any: [' -d', '--decode', ' -D'] }),
  rule('netcat-shell', 'A shell over the network', { techniques: ['T1059.004', 'T1095'], severity: 'high', any: ['nc -e', 'nc -c', 'ncat -e', 'ncat --exec', 'bash -i*/dev/tcp/', 'sh -i*/dev/tcp/', '/dev/udp/', 'mkfifo*nc '] }),
  rule('script-shell', 'A terminal from a script', { techniques: ['T1059.006'], severity: 'high', any: ['pty.spawn', 'python*socket*subprocess', 'perl*socket*exec', 'ruby*TCPSocket'] }),
  rule('cron-job', 'Changes jobs that run later', { techniques: ['T1053.003'], severity: 'medium', any: ['crontab -e', 'crontab -r', '/etc/cron', '/var/spool/cron'] }),
  rule('new-service', 'Changes what is started with the machine', { techniques: ['T1543.002'], severity: 'medium', any: ['systemctl enable', '/etc/systemd/system/', '/etc/init.d/', '/etc/rc.local', 'rc.local'] }),
  rule('new-account', 'Makes an account or lets it do more', { techniques: ['T1136.001', 'T1098'], severity: 'medium', words: ['useradd', 'adduser', 'usermod'] }),
  rule('sudoers', 'Changes who may do what', { techniques: ['T1548.003'], severity: 'high', any: ['/etc/sudoers', 'visudo', 'NOPASSWD'] }),
  rule('set-uid', 'Gives a program its owner’s rights', { techniques: ['T1548.001'], severity: 'high', words: ['chmod'], any: ['u+s', 'g+s', '+s ', ' 4755', ' 4777', ' 2755'] }),
  rule('clear-history', 'Removes what was typed', { techniques: ['T1070.003'], severity: 'high', any: ['history -c', 'unset HISTFILE', 'HISTSIZE=0', '.bash_history'] }),
  rule('clear-logs', 'Removes logs', { techniques: ['T1070.002'], severity: 'high', any: ['rm*/var/log', 'truncate*/var/log', 'shred*/var/log', '> /var/log', 'journalctl --vacuum'] }),
  rule('firewall-off', 'Opens the firewall', { techniques: ['T1562.004'], severity: 'high', any: ['iptables -F', 'iptables --flush', 'ufw disable', 'nft flush', 'systemctl stop firewalld'] }),
  rule('protection-off', 'Turns protection or logging off', { techniques: ['T1562.001'], severity: 'high', any: ['setenforce 0', 'auditctl -e 0', 'auditctl -D', 'systemctl stop auditd', 'systemctl disable auditd', 'systemctl stop rsyslog', 'service auditd stop'] }),
  rule('kernel-module', 'Loads a part of the kernel', { techniques: ['T1547.006'], severity: 'medium', words: ['insmod', 'modprobe'] }),
  rule('preload', 'Puts a library before others', { techniques: ['T1574.006'], severity: 'high', any: ['LD_PRELOAD=', '/etc/ld.so.preload'] }),
  rule('sniff', 'Listens to the network', { techniques: ['T1040'], severity: 'medium', words: ['tcpdump', 'tshark', 'dumpcap'] }),
  rule('tunnel', 'Leads connections on', { techniques: ['T1572'], severity: 'medium', words: ['ssh'], any: [' -R ', ' -D ', ' -L '] }),
  rule('wipe', 'Destroys data', { techniques: ['T1485', 'T1561'], severity: 'high', any: ['rm -rf / ', 'rm -rf /*', 'dd if=/dev/zero*of=/dev/', 'dd if=/dev/urandom*of=/dev/', 'mkfs*/dev/'] }),
]; // prettier-ignore
