using System.Text.Json;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira.Calls;

/// <summary>Makes calls: limiter, sign-in, transport, observer and classifier in their order. Everything a resource needs.</summary>
internal sealed record JiraCaller
{
    public required JiraSite Site { get; init; }

    public required JiraCallPriority Priority { get; init; }

    public bool IsCloud => Site.Edition == JiraEdition.Cloud;

    public static JiraCaller Create(
        JiraSite site,
        JiraCredential credential,
        JiraTransport transport,
        JiraLimiter limiter,
        IJiraCallObserver observer,
        JiraClientOptions options,
        TimeProvider clock) => new() { Site = site, Priority = JiraCallPriority.Interactive };

    /// <summary>A read of something that must exist.</summary>
    public Task<JsonElement> ReadAsync(JiraRequest request, CancellationToken ct) => throw new InvalidOperationException();

    /// <summary>A read of something that may be gone: <see langword="null"/> for a 404 in Jira's own words.</summary>
    public Task<JsonElement?> FindAsync(JiraRequest request, CancellationToken ct) => throw new InvalidOperationException();

    /// <param name="read">Makes the value of a 2xx answer; <see langword="null"/> when the answer lacks what it must contain.</param>
    public Task<JiraOutcome<T>> EffectAsync<T>(JiraRequest request, Func<JsonElement, T?> read, CancellationToken ct)
        where T : class => throw new InvalidOperationException();

    /// <summary>An effect whose answer carries nothing.</summary>
    public Task<JiraOutcome<JiraAccepted>> EffectAsync(JiraRequest request, CancellationToken ct) => throw new InvalidOperationException();

    public Task<JiraAttempt> TryAsync(JiraRequest request, CancellationToken ct) => throw new InvalidOperationException();
}
