/** Names of the categories of reports by number, https://www.abuseipdb.com/categories, read 2026-11-28. */
const names: readonly string[] = [
  'DNS compromise',
  'DNS poisoning',
  'fraud orders',
  'DDoS attack',
  'FTP brute force',
  'ping of death',
  'phishing',
  'fraud VoIP',
  'open proxy',
  'web spam',
  'email spam',
  'blog spam',
  'VPN address',
  'port scan',
  'hacking',
  'SQL injection',
  'spoofing',
  'brute force',
  'bad web bot',
  'exploited host',
  'web application attack',
  'SSH',
  'IoT targeted',
];

/** The name of a category; one that is new is shown by its number. */
export const categoryName = (number: number): string => names[number - 1] ?? `category ${number}`;
