using System.Net;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira.Tests.Transport;

public sealed class OutboundAddressPolicyTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::169.254.169.254")]
    public void Never_dialled(string address) => Assert.False(
        new OutboundAddressPolicy { AllowLoopback = true, AllowPrivate = true }.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    public void Loopback_only_where_allowed(string address)
    {
        Assert.False(OutboundAddressPolicy.Default.Allows(IPAddress.Parse(address)));
        Assert.True(new OutboundAddressPolicy { AllowLoopback = true }.Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void Private_unless_forbidden(string address)
    {
        Assert.True(OutboundAddressPolicy.Default.Allows(IPAddress.Parse(address)));
        Assert.False(new OutboundAddressPolicy { AllowPrivate = false }.Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    public void The_internet_is_dialled(string address) =>
        Assert.True(new OutboundAddressPolicy { AllowPrivate = false }.Allows(IPAddress.Parse(address)));
}
