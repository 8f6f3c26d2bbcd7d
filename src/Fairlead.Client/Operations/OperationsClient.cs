using Fairlead.Kernel.Paging;

namespace Fairlead.Client.Operations;

/// <summary>Operation of the server: what it is, and what it did.</summary>
public sealed class OperationsClient(FairleadTransport transport)
{
    public Task<ServerResponse> ServerInfoAsync(CancellationToken ct) => transport.GetAsync<ServerResponse>("api/v1/server", ct);

    /// <summary>The audit trail, newest first.</summary>
    /// <param name="cursor"><see cref="Page{T}.Next"/> of the page before; <see langword="null"/> for the first.</param>
    public Task<Page<ActivityResponse>> ActivityAsync(string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<ActivityResponse>>($"api/v1/activity{Query.Of(("cursor", cursor), ("size", size.ToString()))}", ct);

    /// <summary>Calls to Jira, newest first.</summary>
    public Task<Page<JiraCallResponse>> JiraCallsAsync(string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<JiraCallResponse>>($"api/v1/activity/jira-calls{Query.Of(("cursor", cursor), ("size", size.ToString()))}", ct);

    /// <summary>Whether the audit trail is whole.</summary>
    public Task<ActivityVerificationResponse> VerifyActivityAsync(CancellationToken ct) =>
        transport.GetAsync<ActivityVerificationResponse>("api/v1/activity/verification", ct);

    /// <summary>Makes a new master key and moves every secret to it; the server works on meanwhile.</summary>
    public Task<MasterKeyResponse> RotateMasterKeyAsync(CancellationToken ct) =>
        transport.PostAsync<MasterKeyResponse>("api/v1/master-key/rotation", ct);
}
