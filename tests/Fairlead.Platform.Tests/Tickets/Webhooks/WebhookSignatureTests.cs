using System.Security.Cryptography;
using Fairlead.Platform.Tickets.Webhooks;

namespace Fairlead.Platform.Tests.Tickets.Webhooks;

/// <summary>F114: what counts as the signature of a webhook.</summary>
public sealed class WebhookSignatureTests
{
    private static readonly byte[] Body = """{"webhookEvent":"jira:issue_updated","issue":{"id":"10001"}}"""u8.ToArray();
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly string Digits = Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Body));

    [Fact]
    public void What_jira_writes_opens_the_door() => Assert.True(WebhookBody.IsSigned(Body, $"sha256={Digits}", Secret));

    public static TheoryData<string> Others =>
    [
        "",
        "sha256=",
        Digits,
        $"sha1={Digits[..40]}",
        $"sha1={Digits}",
        $"SHA256={Digits}",
        $"sha256={Digits.ToUpperInvariant()}",
        $"sha256= {Digits}",
        $"sha256={Digits} ",
        $"sha256={Digits[..^1]}",
        $"sha256={Digits[..^2]}",
        $"sha256={Digits}00",
        $"sha256={Digits},sha256={Digits}",
        $"sha256={Digits[1..]}g",
        $"sha256={new string('0', 64)}",
    ];

    [Theory]
    [MemberData(nameof(Others))]
    public void Anything_else_does_not(string header) => Assert.False(WebhookBody.IsSigned(Body, header, Secret));

    [Fact]
    public void No_signature_does_not() => Assert.False(WebhookBody.IsSigned(Body, null, Secret));

    [Fact]
    public void A_signature_is_of_its_body_and_secret_alone()
    {
        for (var i = 0; i < Body.Length; i++)
        {
            var other = Body.ToArray();
            other[i] ^= 1;
            Assert.False(WebhookBody.IsSigned(other, $"sha256={Digits}", Secret));
        }

        Assert.False(WebhookBody.IsSigned(Body, $"sha256={Digits}", Secret.AsSpan(1)));
    }
}
