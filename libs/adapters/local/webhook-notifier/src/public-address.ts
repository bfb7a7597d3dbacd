import ipaddr from 'ipaddr.js';

/** All that is routed on the open internet; everything else in IPv6 tunnels, translates or stays at home. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address belongs to the open internet. Private, loopback, link-local (cloud metadata), carrier-grade NAT,
 * multicast and reserved ranges do not, nor do IPv6 addresses that carry an IPv4 address inside (mapped, compatible,
 * 6to4, Teredo, NAT64): they are ways around this very check.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}
