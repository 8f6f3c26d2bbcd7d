using System.Security.Cryptography;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Sandbox.Webhooks;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>A webhook that the sandbox sent.</summary>
/// <param name="Delivery">The same for each copy.</param>
internal sealed record HeldWebhook(string Delivery, string IssueId, string Kind);

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
        var before = _taken;
        await ReleaseAsync(random.Next(1, 3), random.Next(2) == 0, ct);
        var all = _receiver.Requests;
        var again = Enumerable.Range(0, before == 0 ? 0 : random.Next(4)).Select(_ => all[random.Next(before)]).ToList();
        var told = again.Concat(all.Skip(before)).ToList();
        foreach (var hook in told.Select(r => Read(r.Body)).OfType<HeldWebhook>())
            await DeliverAsync(hook, ct);
        return told.Count;
    }

    /// <summary>Everything since the last time, in order, to be delivered by the caller.</summary>
    public async Task<IReadOnlyList<HeldWebhook>> TakeAsync(CancellationToken ct)
    {
        var before = _taken;
        await ReleaseAsync(copies: 1, newestFirst: false, ct);
        return [.. _receiver.Requests.Skip(before).Select(r => Read(r.Body)).OfType<HeldWebhook>()];
    }

    public Task DeliverAsync(HeldWebhook hook, CancellationToken ct) => _world.DeliverAsync(hook.Delivery, hook.IssueId, hook.Kind, ct);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private async Task ReleaseAsync(int copies, bool newestFirst, CancellationToken ct)
    {
        var hooks = _world.Sandbox.Webhooks;
        hooks.Release(copies, newestFirst);
        await hooks.WhenSentAsync(ct);
        hooks.Hold();
        _taken = _receiver.Requests.Count;
    }

    private static HeldWebhook? Read(byte[] body) => WebhookBody.Read(body) is { IssueId: { } issue } read
        ? new(Convert.ToHexString(SHA256.HashData(body)), issue, read.Kind)
        : null;
}
