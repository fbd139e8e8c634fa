/**
 * IP addresses in one canonical spelling, so that comparing text is comparing addresses.
 *
 * @module
 */

/** An address: its canonical text, and for IPv6 its eight 16-bit groups. */
export type IpAddress =
  | { readonly version: 4; readonly text: string }
  | { readonly version: 6; readonly text: string; readonly groups: readonly number[] };

const IPV4 = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
const IPV6_CHARACTERS = /^[0-9a-f:.]{2,45}$/i;

/**
 * Reads an IP address; `null` when `text` is none. Brackets and an IPv6 zone (`%eth0`) are dropped, and
 * an IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) becomes the IPv4 address it stands for.
 */
export function parseIp(text: string): IpAddress | null {
  if (IPV4.test(text)) return parseIpv4(text);
  const [unzoned = ""] = withoutBrackets(text).split("%", 1);
  if (!unzoned.includes(":") || !IPV6_CHARACTERS.test(unzoned)) return null;
  return parseIpv6(unzoned);
}

/** Takes the brackets from `[::1]`, as URLs write an IPv6 address; any other text stays as it is. */
export function withoutBrackets(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}

/** True for 127.0.0.0/8 and `::1`, in any spelling. False for an empty or unreadable address. */
export function isLoopbackAddress(text: string): boolean {
  const ip = parseIp(text);
  if (ip === null) return false;
  return ip.version === 4 ? ip.text.startsWith("127.") : ip.text === "::1";
}

/**
 * The key that failed attempts of an address are counted under: the address itself, for IPv6 its /64,
 * which is what a single subscriber is given and can pick freely from.
 */
export function attemptKey(address: string): string {
  const ip = parseIp(address);
  if (ip === null) return address;
  if (ip.version === 4) return ip.text;
  return `${ip.groups.slice(0, 4).map((group) => group.toString(16)).join(":")}::/64`;
}

function parseIpv4(text: string): IpAddress | null {
  return text.split(".").every((part) => Number(part) <= 255) ? { version: 4, text } : null;
}

function parseIpv6(text: string): IpAddress | null {
  const url = `http://[${text}]/`;
  if (!URL.canParse(url)) return null;
  const canonical = new URL(url).hostname.slice(1, -1);
  const groups = expandGroups(canonical);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!mapped) return { version: 6, text: canonical, groups };
  const [high = 0, low = 0] = groups.slice(6);
  return { version: 4, text: `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}` };
}

function expandGroups(canonical: string): number[] {
  const [head = "", tail] = canonical.split("::");
  const left = hexGroups(head);
  if (tail === undefined) return left;
  const right = hexGroups(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function hexGroups(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
}
