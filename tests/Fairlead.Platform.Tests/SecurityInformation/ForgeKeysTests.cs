using System.Buffers.Text;
using System.Text.Json.Nodes;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>When Atlassian's keys are had anew.</summary>
public sealed class ForgeKeysTests : IDisposable
{
    private readonly KeyServer _server = new();
    private readonly KeyDownload _download = new();
    private readonly TestClock _clock = new();
    private readonly ForgeKeys _keys;

    public ForgeKeysTests() => _keys = new(_download, Options.Create(new SecurityInformationOptions { ForgeKeys = _server.Address.AbsoluteUri }), _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keys.Dispose();
        _download.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_asked_for_once_and_again_after_a_pause()
    {
        Serve("old");
        Assert.True(await HasAsync("old"));
        Serve("old", "new");
        // It may be one that Atlassian signs with since a moment ago: neither believed nor refused.
        for (var i = 0; i < 20; i++)
            Assert.Equal((503, true), Of(await Assert.ThrowsAsync<ProblemException>(() => HasAsync("new"))));
        Assert.Equal(1, _server.Asked);

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await HasAsync("new"));
        Assert.True(await HasAsync("old"));
        Assert.Equal(2, _server.Asked);

        // What is not there any more does not count; who knows it keeps it for a day.
        Serve("new");
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.True(await HasAsync("old"));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.False(await HasAsync("old"));
        Assert.True(await HasAsync("new"));
        Assert.Equal(3, _server.Asked);
    }

    [Fact]
    public async Task While_the_server_is_silent_known_keys_count_for_a_day_and_others_are_neither_believed_nor_refused()
    {
        Serve("known");
        Assert.True(await HasAsync("known"));
        _server.Instead = (500, "");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await HasAsync("known"));
        await Assert.ThrowsAsync<ProblemException>(() => HasAsync("other"));
        await Assert.ThrowsAsync<ProblemException>(() => HasAsync("other"));
        Assert.Equal(2, _server.Asked);
        _clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(503, (await Assert.ThrowsAsync<ProblemException>(() => HasAsync("known"))).Problem.Kind.Status);
        Serve("known");
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await HasAsync("known"));
    }

    [Fact]
    public async Task A_set_without_a_key_takes_the_place_of_none()
    {
        Serve("known");
        Assert.True(await HasAsync("known"));
        Serve();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((503, true), Of(await Assert.ThrowsAsync<ProblemException>(() => HasAsync("other"))));
        Assert.True(await HasAsync("known"));
        Assert.Equal(2, _server.Asked);
    }

    [Fact]
    public async Task Whoever_goes_away_takes_nothing_from_those_who_wait()
    {
        Serve("known");
        using var gone = new CancellationTokenSource();
        var first = _keys.FindAsync("known", gone.Token);
        await gone.CancelAsync();
        Assert.True(await HasAsync("known"));
        try
        {
            (await first)?.Dispose();
        }
        catch (OperationCanceledException)
        {
        }

        Assert.Equal(1, _server.Asked);
    }

    [Theory]
    [InlineData("https://keys.example/jwks.json", true)]
    [InlineData("http://127.0.0.1:40123/sandbox/forge/jwks.json", true)]
    [InlineData("http://localhost:8080/keys", true)]
    [InlineData("http://[::1]:8080/keys", true)]
    [InlineData("http://keys.example/jwks.json", false)]
    [InlineData("http://127.0.0.1.evil.example/keys", false)]
    [InlineData("http://localhost@evil.example/keys", false)]
    [InlineData("https://keys.example/jwks.json?x=1", false)]
    [InlineData("file:///etc/keys", false)]
    [InlineData("", false)]
    public void Keys_come_by_TLS_or_from_this_machine(string address, bool isGood)
    {
        var result = new SecurityInformationOptionsValidator().Validate(null, new SecurityInformationOptions { ForgeKeys = address });
        Assert.True(result.Succeeded == isGood, string.Join("; ", result.Failures ?? []));
    }

    private static (int Status, bool HasPause) Of(ProblemException e) => (e.Problem.Kind.Status, e.Problem.RetryAfter is not null);

    private async Task<bool> HasAsync(string id)
    {
        using var key = await _keys.FindAsync(id, Ct);
        return key is not null;
    }

    private void Serve(params string[] ids)
    {
        var parts = _server.Key.ExportParameters(includePrivateParameters: false);
        _server.Instead = (200, new JsonObject
        {
            ["keys"] = new JsonArray([.. ids.Select(id => new JsonObject { ["kty"] = "RSA", ["kid"] = id, ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent) })]),
        }.ToJsonString());
    }
}
