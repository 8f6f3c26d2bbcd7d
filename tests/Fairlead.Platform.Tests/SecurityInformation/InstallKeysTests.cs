using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>For whom Atlassian's key server is asked, and how often.</summary>
public sealed class InstallKeysTests : IDisposable
{
    private readonly KeyServer _server = new();
    private readonly KeyDownload _download = new();
    private readonly TestClock _clock = new();
    private readonly InstallKeys _keys;

    public InstallKeysTests() => _keys = new(_download, Options.Create(new SecurityInformationOptions { ConnectKeys = _server.Address.AbsoluteUri }), _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _keys.Dispose();
        _download.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Who_makes_key_ids_up_keeps_nobody_else_from_installing()
    {
        for (var i = 0; i < 10; i++)
            Assert.False(await HasAsync($"made-up-{i}", "192.0.2.1"));
        Assert.Equal(503, await RefusedAsync("made-up-10", "192.0.2.1"));
        Assert.Equal(503, await RefusedAsync("known", "192.0.2.1"));
        Assert.Equal(10, _server.Asked);

        Assert.True(await HasAsync("known", "192.0.2.2"));
        Assert.True(await HasAsync("known", "192.0.2.1"));
        Assert.False(await HasAsync("made-up-0", "192.0.2.1"));
        Assert.Equal(11, _server.Asked);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await HasAsync("made-up-10", "192.0.2.1"));
    }

    [Fact]
    public async Task All_together_cause_sixty_calls_in_a_minute_and_a_known_key_is_renewed_all_the_same()
    {
        Assert.True(await HasAsync("known", "192.0.2.1"));
        _clock.Advance(TimeSpan.FromHours(25));
        for (var i = 0; i < 60; i++)
            Assert.False(await HasAsync($"made-up-{i}", $"192.0.2.{i / 10}"));
        Assert.Equal(503, await RefusedAsync("made-up-60", "192.0.2.60"));
        Assert.Equal(61, _server.Asked);

        Assert.True(await HasAsync("known", "192.0.2.60"));
        Assert.Equal(62, _server.Asked);

        // While the server is silent, not for each who names it either.
        _clock.Advance(TimeSpan.FromHours(25));
        _server.Instead = (500, "");
        for (var i = 0; i < 20; i++)
            Assert.Equal(503, await RefusedAsync("known", $"192.0.2.{i}"));
        Assert.Equal(72, _server.Asked);
    }

    private async Task<bool> HasAsync(string id, string address)
    {
        using var key = await _keys.FindAsync(id, address, Ct);
        return key is not null;
    }

    private async Task<int> RefusedAsync(string id, string address)
    {
        var problem = (await Assert.ThrowsAsync<ProblemException>(() => HasAsync(id, address))).Problem;
        Assert.NotNull(problem.RetryAfter);
        return problem.Kind.Status;
    }
}
