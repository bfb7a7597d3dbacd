import ipaddr from 'ipaddr.js';

/** All of IPv6 that is routed on the open internet; the rest is for tunnels, translation or local use. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is on the open internet. Private, loopback, link-local (cloud metadata), carrier-grade NAT,
 * multicast and reserved ranges are not, nor are IPv6 addresses that embed an IPv4 address (mapped, compatible, 6to4,
 * Teredo, NAT64), which would circumvent this check.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}
