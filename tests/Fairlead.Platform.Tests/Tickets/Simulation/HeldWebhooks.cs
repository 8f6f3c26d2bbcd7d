using System.Security.Cryptography;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Sandbox.Webhooks;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>What the sandbox would tell by webhooks, held back until it comes late, twice and in the wrong order.</summary>
internal sealed class HeldWebhooks : IAsyncDisposable
{
    private readonly TicketWorld _world;
    private readonly WebhookServer _receiver = WebhookServer.Start();
    private int _taken;

    public HeldWebhooks(TicketWorld world)
    {
        _world = world;
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri(_receiver.Url)));
        world.Sandbox.Webhooks.Hold();
    }

    /// <summary>Everything since the last time, and some of what came before once more.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DeliverAsync(Random random, CancellationToken ct)
    {
        var hooks = _world.Sandbox.Webhooks;
        hooks.Release(copies: random.Next(1, 3), newestFirst: random.Next(2) == 0);
        await hooks.WhenSentAsync(ct);
        hooks.Hold();
        var all = _receiver.Requests;
        var again = Enumerable.Range(0, _taken == 0 ? 0 : random.Next(4)).Select(_ => all[random.Next(_taken)]).ToList();
        var told = again.Concat(all.Skip(_taken)).Select(r => r.Body).ToList();
        _taken = all.Count;
        foreach (var body in told)
        {
            if (WebhookBody.Read(body) is { IssueId: { } issue } read)
                await _world.DeliverAsync(Convert.ToHexString(SHA256.HashData(body)), issue, read.Kind, ct);
        }

        return told.Count;
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();
}
