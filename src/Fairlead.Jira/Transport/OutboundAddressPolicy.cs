using System.Net;
using System.Net.Sockets;

namespace Fairlead.Jira.Transport;

/// <summary>
/// Which addresses may be dialled, judged on the address of the socket at every connect, so that no spelling of a URL and no
/// change of DNS between check and use gets around it.
/// </summary>
/// <remarks>
/// Private networks are allowed by default because that is where a Data Center lives. Loopback is not: on a server it is where
/// databases and admin ports listen. Link-local (which holds the cloud metadata services), multicast, broadcast, unspecified and
/// reserved addresses are never allowed.
/// </remarks>
public sealed record OutboundAddressPolicy
{
    public static OutboundAddressPolicy Default { get; } = new();

    /// <summary>127.0.0.0/8 and ::1. For the sandbox and tests.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>10/8, 172.16/12, 192.168/16, 100.64/10 and fc00::/7.</summary>
    public bool AllowPrivate { get; init; } = true;

    public bool Allows(IPAddress address)
    {
        address = Unwrap(address);
        if (IPAddress.IsLoopback(address))
            return AllowLoopback;
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => AllowsV4(address.GetAddressBytes()),
            AddressFamily.InterNetworkV6 => AllowsV6(address),
            _ => false,
        };
    }

    private bool AllowsV4(byte[] b) => b[0] switch
    {
        0 or >= 224 => false, // "this network", multicast, reserved, broadcast
        169 when b[1] == 254 => false, // link-local, metadata services
        192 when b[1] == 0 && b[2] == 0 => false, // IETF protocol assignments
        198 when b[1] is 18 or 19 => false, // benchmarking
        10 => AllowPrivate,
        172 when b[1] is >= 16 and < 32 => AllowPrivate,
        192 when b[1] == 168 => AllowPrivate,
        100 when b[1] is >= 64 and < 128 => AllowPrivate && !IsAlibabaMetadata(b),
        _ => true,
    };

    private bool AllowsV6(IPAddress address)
    {
        var b = address.GetAddressBytes();
        if (address.IsIPv6Multicast || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.Equals(IPAddress.IPv6Any))
            return false;
        if ((b[0] & 0xFE) == 0xFC)
            return AllowPrivate && !IsAwsMetadata(b);
        return true;
    }

    private static bool IsAlibabaMetadata(byte[] b) => b is [100, 100, 100, 200];

    /// <summary>fd00:ec2::254.</summary>
    private static bool IsAwsMetadata(byte[] b) => b is [0xFD, 0x00, 0x0E, 0xC2, .., 0x02, 0x54];

    /// <summary>The IPv4 address inside an IPv6 one: mapped, compatible, NAT64 (64:ff9b::/96) and 6to4 (2002::/16).</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var b = address.GetAddressBytes();
        if (b.AsSpan(0, 12).SequenceEqual<byte>([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]))
            return new IPAddress(b.AsSpan(12));
        if (b[0] == 0x20 && b[1] == 0x02)
            return new IPAddress(b.AsSpan(2, 4));
        var compatible = !b.AsSpan(0, 12).ContainsAnyExcept((byte)0) && !IPAddress.IsLoopback(address) && b.AsSpan(12).ContainsAnyExcept((byte)0);
        return compatible ? new IPAddress(b.AsSpan(12)) : address;
    }
}
