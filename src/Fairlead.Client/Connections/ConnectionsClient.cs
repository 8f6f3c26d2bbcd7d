using System.Text.Json;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Connections;

/// <summary>Jira sites, how Fairlead signs in to them, and what they hold.</summary>
public sealed class ConnectionsClient(FairleadTransport transport)
{
    private const string Root = "api/v1/connections";

    /// <summary>Issues, projects and people at one Jira.</summary>
    public JiraClientFor Jira(ConnectionId id) => new(transport, id);

    public Task<IReadOnlyList<ConnectionResponse>> ListAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<ConnectionResponse>>(Root, ct);

    public Task<ConnectionResponse> GetAsync(ConnectionId id, CancellationToken ct) =>
        transport.GetAsync<ConnectionResponse>($"{Root}/{id}", ct);

    /// <returns><see langword="null"/> when no connection has this name.</returns>
    public async Task<ConnectionResponse?> FindByNameAsync(string name, CancellationToken ct) =>
        (await ListAsync(ct)).FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public Task<ConnectionResponse> CreateAsync(CreateConnectionRequest connection, CancellationToken ct) =>
        transport.SendAsync<CreateConnectionRequest, ConnectionResponse>(HttpMethod.Post, Root, connection, ct);

    public Task<ConnectionResponse> ChangeAsync(ConnectionId id, ChangeConnectionRequest change, CancellationToken ct) =>
        transport.SendAsync<ChangeConnectionRequest, ConnectionResponse>(HttpMethod.Patch, $"{Root}/{id}", change, ct);

    /// <summary>Disables it; its tickets and history stay.</summary>
    public Task DisableAsync(ConnectionId id, CancellationToken ct) => ChangeAsync(id, new ChangeConnectionRequest(IsEnabled: false), ct);

    /// <summary>Removes it with its secrets and its webhooks in Jira. Refused while a ticket configuration, ticket or run uses it.</summary>
    public Task<ConnectionRemovedResponse> RemoveAsync(ConnectionId id, CancellationToken ct) =>
        transport.SendAsync<ConnectionRemovedResponse>(HttpMethod.Delete, $"{Root}/{id}", new ByteArrayContent([]), FairleadTransport.DefaultTimeout, ct);

    /// <summary>Calls the Jira now and says what is the matter. A failed test is an answer, not an exception.</summary>
    public async Task<ConnectionTestResponse> TestAsync(ConnectionId id, CancellationToken ct)
    {
        try
        {
            return await transport.PostAsync<ConnectionTestResponse>($"{Root}/{id}/test", ct);
        }
        catch (FairleadProblemException e) when (FailedTest(e) is { } failed)
        {
            return failed;
        }
    }

    /// <summary>Puts the credential of a slot in force if it works; else the one in use stays. A failed test is an answer, not an exception.</summary>
    /// <param name="credential">To be put into the slot, if it works; <see langword="null"/>: the one that is there.</param>
    /// <returns>Whether the slot is in force, and what a test of the connection says then, which may fail for another reason; else why not.</returns>
    public async Task<(bool IsInForce, ConnectionTestResponse Test)> UseSlotAsync(ConnectionId id, CredentialSlot slot, CredentialRequest? credential, CancellationToken ct)
    {
        try
        {
            await ChangeAsync(id, new ChangeConnectionRequest(Credential: credential, Slot: credential is null ? null : slot, ActiveSlot: slot), ct);
        }
        catch (FairleadProblemException e) when (FailedTest(e) is { } failed)
        {
            return (false, failed);
        }

        return (true, await TestAsync(id, ct));
    }

    /// <returns>What a test said because of which a call was refused; <see langword="null"/>: it was refused for another reason.</returns>
    public static ConnectionTestResponse? FailedTest(FairleadProblemException e) =>
        e.Problem is { Type: "urn:problem-type:fairlead:connection-test-failed", Context: { } context }
            ? context.Deserialize<ConnectionTestResponse>(FairleadJson.Tolerant)
            : null;

    /// <summary>What to do in Jira, step by step: to set up, and for each cause.</summary>
    public Task<IReadOnlyList<GuideTopicResponse>> GuideAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<GuideTopicResponse>>($"{Root}/guide", ct);

    /// <summary>Says that the other Jira, which answers now, is the right one.</summary>
    /// <param name="site">As <see cref="ConnectionResponse.OtherSite"/> names it.</param>
    public Task<ConnectionResponse> AcceptSiteAsync(ConnectionId id, string site, CancellationToken ct) =>
        transport.SendAsync<AcceptSiteRequest, ConnectionResponse>(HttpMethod.Post, $"{Root}/{id}/accept-site", new AcceptSiteRequest(site), ct);

    /// <summary>Makes an issue, tries on it what is done with tickets, and removes it again.</summary>
    public Task<SampleIssueResponse> SampleAsync(ConnectionId id, SampleIssueRequest request, CancellationToken ct) =>
        transport.SendAsync<SampleIssueRequest, SampleIssueResponse>(HttpMethod.Post, $"{Root}/{id}/sample", request, ct);

    /// <param name="project">Key; <see langword="null"/> asks for anywhere.</param>
    public Task<PermissionReportResponse> PermissionsAsync(ConnectionId id, string? project, CancellationToken ct) =>
        transport.GetAsync<PermissionReportResponse>($"{Root}/{id}/permissions{Query.Of(("project", project))}", ct);
}
