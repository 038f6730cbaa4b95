"""Which addresses are the open internet, and which lead to something beside this server."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

# RFC 6052: how a network of IPv6 alone speaks of an IPv4 address, in the last 32 bits.
_NAT64 = IPv6Network("64:ff9b::/96")
# What IANA gives out to the world; all else is local, or an IPv4 address in disguise.
_GIVEN_OUT = IPv6Network("2000::/3")
_EXCEPT = (
    IPv6Network("2001::/23"),  # Teredo, which carries an IPv4 address, and its neighbours: RFC 6890
    IPv6Network("2002::/16"),  # 6to4, which carries one too: RFC 7526
    IPv4Network("192.88.99.0/24"),  # the other end of 6to4
    IPv6Network("3fff::/20"),  # for examples in documents: RFC 9637
)


def is_public(address: Address) -> bool:
    """Whether an address is one server on the open internet (RFC 6890 and IANA's registries)."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _GIVEN_OUT:
            return False
    if any(address in network for network in _EXCEPT):
        return False
    return address.is_global and not address.is_multicast
