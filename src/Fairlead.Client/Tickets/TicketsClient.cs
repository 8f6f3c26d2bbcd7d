using System.Net.Http.Headers;
using System.Text;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Paging;

namespace Fairlead.Client.Tickets;

/// <summary>Ticket configurations, runs and tickets.</summary>
public sealed class TicketsClient(FairleadTransport transport)
{
    private const string Configurations = "api/v1/configurations";
    private const string Templates = "api/v1/templates";

    /// <summary>A run of ten thousand tickets against a Jira that limits us.</summary>
    private static readonly TimeSpan RunTimeout = TimeSpan.FromHours(1);

    private static readonly TimeSpan YamlTimeout = TimeSpan.FromMinutes(5);

    public Task<IReadOnlyList<TicketConfigurationResponse>> ConfigurationsAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<TicketConfigurationResponse>>(Configurations, ct);

    /// <summary>The same, each with the findings that it shares with another one of its project: the server reads all findings for it.</summary>
    public Task<IReadOnlyList<TicketConfigurationResponse>> ConfigurationsWithWarningsAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<TicketConfigurationResponse>>($"{Configurations}?warnings=true", ct);

    /// <param name="nameOrId">As people write it.</param>
    public Task<TicketConfigurationResponse> ConfigurationAsync(string nameOrId, CancellationToken ct) =>
        transport.GetAsync<TicketConfigurationResponse>(Of(nameOrId), ct);

    /// <summary>The templates that come with Fairlead, by name.</summary>
    public Task<IReadOnlyList<ShippedTemplateResponse>> TemplatesAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<ShippedTemplateResponse>>(Templates, ct);

    public Task<ShippedTemplateResponse> TemplateAsync(string name, CancellationToken ct) =>
        transport.GetAsync<ShippedTemplateResponse>($"{Templates}/{Uri.EscapeDataString(name)}", ct);

    /// <summary>The placeholders that templates may hold.</summary>
    public Task<IReadOnlyList<PlaceholderResponse>> PlaceholdersAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<PlaceholderResponse>>($"{Templates}/placeholders", ct);

    /// <summary>What an issue would say; stores and sends nothing.</summary>
    /// <exception cref="FairleadProblemException">422 when the template has faults or a finding is unknown.</exception>
    public Task<TemplatePreviewResponse> PreviewTemplateAsync(TemplatePreviewRequest request, CancellationToken ct) =>
        transport.SendAsync<TemplatePreviewRequest, TemplatePreviewResponse>(HttpMethod.Post, $"{Templates}/preview", request, ct);

    /// <exception cref="FairleadProblemException">422 Invalid configuration, with every problem and its fix.</exception>
    public Task<TicketConfigurationResponse> CreateAsync(TicketConfigurationBody body, CancellationToken ct) =>
        transport.SendAsync<TicketConfigurationBody, TicketConfigurationResponse>(HttpMethod.Post, Configurations, body, ct);

    public Task<TicketConfigurationResponse> ReplaceAsync(string nameOrId, TicketConfigurationBody body, CancellationToken ct) =>
        transport.SendAsync<TicketConfigurationBody, TicketConfigurationResponse>(HttpMethod.Put, Of(nameOrId), body, ct);

    /// <summary>Makes another that begins as this one is, disabled.</summary>
    /// <exception cref="FairleadProblemException">409 when the name is taken.</exception>
    public Task<TicketConfigurationResponse> DuplicateAsync(string nameOrId, string newName, CancellationToken ct) =>
        transport.SendAsync<DuplicateConfigurationRequest, TicketConfigurationResponse>(HttpMethod.Post, $"{Of(nameOrId)}/duplicate", new(newName), ct);

    /// <summary>Plans for it again.</summary>
    public Task<TicketConfigurationResponse> EnableAsync(string nameOrId, CancellationToken ct) =>
        transport.PostAsync<TicketConfigurationResponse>($"{Of(nameOrId)}/enable", ct);

    /// <summary>Plans nothing for it any more; its tickets and their issues stay as they are.</summary>
    public Task<TicketConfigurationResponse> DisableAsync(string nameOrId, CancellationToken ct) =>
        transport.PostAsync<TicketConfigurationResponse>($"{Of(nameOrId)}/disable", ct);

    /// <summary>Its tickets and their issues stay as they are.</summary>
    public Task DeleteAsync(string nameOrId, CancellationToken ct) => transport.DeleteAsync(Of(nameOrId), ct);

    /// <summary>Checks without saving, against the live project.</summary>
    public Task<ConfigurationCheckResponse> CheckAsync(TicketConfigurationBody body, CancellationToken ct) =>
        transport.SendAsync<TicketConfigurationBody, ConfigurationCheckResponse>(HttpMethod.Post, $"{Configurations}/validate", body, ct);

    /// <summary>Creates or updates the configurations of a YAML document by name. Safe to repeat.</summary>
    /// <exception cref="FairleadProblemException">400 or 422 with every problem, by line and column; nothing was changed.</exception>
    public Task<ApplyConfigurationsResponse> ApplyYamlAsync(string yaml, CancellationToken ct)
    {
        var content = new StringContent(yaml, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        return transport.SendAsync<ApplyConfigurationsResponse>(HttpMethod.Post, $"{Configurations}/yaml", content, YamlTimeout, ct);
    }

    /// <summary>What a run would do now. Stores and sends nothing.</summary>
    /// <param name="samples">How many operations to show with their text; 0 to 100.</param>
    public Task<PreviewResponse> PreviewAsync(string nameOrId, int samples, CancellationToken ct) =>
        transport.GetAsync<PreviewResponse>($"{Of(nameOrId)}/preview{Query.Of(("samples", samples.ToString()))}", ct);

    public Task<RunResponse> PlanAsync(string nameOrId, CancellationToken ct) => PlanAsync(nameOrId, new PlanConfirmation(), ct);

    /// <summary>Stores a plan, to be applied by <see cref="ApplyAsync"/>.</summary>
    public Task<RunResponse> PlanAsync(string nameOrId, PlanConfirmation confirmed, CancellationToken ct)
    {
        var query = Query.Of(
            ("confirmCloses", confirmed.Closes ? "true" : null),
            ("confirmCreates", confirmed.Creates ? "true" : null),
            ("confirmClosesUpTo", confirmed.ClosesUpTo > 0 ? confirmed.ClosesUpTo.ToString() : null),
            ("confirmCreatesUpTo", confirmed.CreatesUpTo > 0 ? confirmed.CreatesUpTo.ToString() : null));
        return transport.PostAsync<RunResponse>($"{Of(nameOrId)}/plan{query}", ct);
    }

    /// <summary>Plans and applies in one, and waits for the end.</summary>
    /// <summary>Asks to try again what Jira refused in a run; the next run does.</summary>
    public Task<RetriedRunResponse> RetryRunAsync(SyncRunId run, CancellationToken ct) => transport.PostAsync<RetriedRunResponse>($"api/v1/runs/{run}/retry", ct);

    public Task<RunResponse> RunAsync(string nameOrId, CancellationToken ct) =>
        transport.SendAsync<RunResponse>(HttpMethod.Post, $"{Of(nameOrId)}/apply", new ByteArrayContent([]), RunTimeout, ct);

    /// <summary>Applies a stored plan and waits for the end. Safe to repeat: what was done is not done again.</summary>
    public Task<RunResponse> ApplyAsync(SyncRunId run, CancellationToken ct) =>
        transport.SendAsync<RunResponse>(HttpMethod.Post, $"api/v1/runs/{run}/apply", new ByteArrayContent([]), RunTimeout, ct);

    /// <summary>Runs that had something to do, newest first.</summary>
    /// <param name="configuration">Null for all.</param>
    public Task<Page<RunResponse>> RunsAsync(TicketConfigurationId? configuration, string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<RunResponse>>($"api/v1/runs{Query.Of(("configuration", configuration?.ToString()), ("cursor", cursor), ("size", size.ToString()))}", ct);

    /// <summary>Plans to take back what a run did, to be carried out by <see cref="ApplyAsync"/>.</summary>
    /// <param name="deleteIssues">Issues that it made are deleted where Jira allows, not closed.</param>
    public Task<RunResponse> PlanUndoAsync(SyncRunId run, bool deleteIssues, CancellationToken ct) =>
        transport.PostAsync<RunResponse>($"api/v1/runs/{run}/undo{Query.Of(("deleteIssues", deleteIssues ? "true" : null))}", ct);

    public Task<RunResponse> RunAsync(SyncRunId run, CancellationToken ct) => transport.GetAsync<RunResponse>($"api/v1/runs/{run}", ct);

    /// <summary>The operations of a run in order, with what came of each.</summary>
    public Task<Page<OperationResponse>> OperationsAsync(SyncRunId run, string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<OperationResponse>>(
            $"api/v1/runs/{run}/operations{Query.Of(("cursor", cursor), ("size", size.ToString()))}", ct);

    /// <summary>Tickets, newest first.</summary>
    /// <param name="state">Such as <c>uncertain</c>; null for all.</param>
    public Task<Page<TicketResponse>> TicketsAsync(
        TicketConfigurationId? configuration, string? state, string? cursor, int size, CancellationToken ct) =>
        transport.GetAsync<Page<TicketResponse>>(
            $"api/v1/tickets{Query.Of(("configuration", configuration?.ToString()), ("state", state), ("cursor", cursor), ("size", size.ToString()))}", ct);

    /// <summary>Tickets whose issue has this key now; several where sites or configurations share it.</summary>
    /// <param name="state">As of <see cref="TicketsAsync"/>.</param>
    public Task<Page<TicketResponse>> TicketsOfIssueAsync(string issueKey, string? state, CancellationToken ct) =>
        transport.GetAsync<Page<TicketResponse>>($"api/v1/tickets{Query.Of(("state", state), ("issue", issueKey))}", ct);

    /// <summary>Tickets that a finding is behind: one of each configuration at most, but for those before it.</summary>
    public Task<Page<TicketResponse>> TicketsOfFindingAsync(FindingId finding, CancellationToken ct) =>
        transport.GetAsync<Page<TicketResponse>>($"api/v1/tickets{Query.Of(("finding", finding.ToString()))}", ct);

    public Task<TicketResponse> TicketAsync(TicketId id, CancellationToken ct) =>
        transport.GetAsync<TicketResponse>($"api/v1/tickets/{id}", ct);

    /// <summary>What would be sent for a ticket of chosen findings. Stores and sends nothing.</summary>
    /// <exception cref="FairleadProblemException">422 with everything that is wrong.</exception>
    public Task<TicketReviewResponse> ReviewAsync(CreateTicketRequest request, CancellationToken ct) =>
        transport.SendAsync<CreateTicketRequest, TicketReviewResponse>(HttpMethod.Post, "api/v1/tickets/review", request, ct);

    /// <summary>Makes a ticket of chosen findings; its state tells whether the issue is made yet.</summary>
    /// <exception cref="FairleadProblemException">422 with everything that is wrong; asked again, the findings have their ticket.</exception>
    public Task<TicketResponse> CreateAsync(CreateTicketRequest request, CancellationToken ct) =>
        transport.SendAsync<CreateTicketRequest, TicketResponse>(HttpMethod.Post, "api/v1/tickets", request, ct);

    /// <summary>Reads every linked issue of a connection again.</summary>
    public Task<ReconcileResponse> ReconcileAsync(ConnectionId connection, CancellationToken ct) =>
        transport.SendAsync<ReconcileResponse>(
            HttpMethod.Post, $"api/v1/tickets/reconcile{Query.Of(("connection", connection.ToString()))}", new ByteArrayContent([]), RunTimeout, ct);

    /// <summary>Reads the linked issues that somebody changed in Jira since the last look, and what their comments say.</summary>
    public Task<PollResponse> PollAsync(ConnectionId connection, CancellationToken ct) =>
        transport.SendAsync<PollResponse>(
            HttpMethod.Post, $"api/v1/tickets/poll{Query.Of(("connection", connection.ToString()))}", new ByteArrayContent([]), RunTimeout, ct);

    /// <summary>Makes a ticket of chosen findings for an issue that is in Jira already. Repeating completes what was cut off.</summary>
    /// <exception cref="FairleadProblemException">422 with everything that is wrong; 409 when the connection is paused, or Jira refuses it; 503 when Jira gave no clear answer.</exception>
    public Task<TicketResponse> LinkAsync(LinkTicketRequest request, CancellationToken ct) =>
        transport.SendAsync<LinkTicketRequest, TicketResponse>(HttpMethod.Post, "api/v1/tickets/link", request, ct);

    /// <summary>Parts a ticket from its issue, which stays in Jira as it is.</summary>
    /// <exception cref="FairleadProblemException">409 when it has none, or the connection is paused; 503 when Jira gave no clear answer.</exception>
    public Task<TicketResponse> UnlinkAsync(TicketId id, CancellationToken ct) =>
        transport.PostAsync<TicketResponse>($"api/v1/tickets/{id}/unlink", ct);

    /// <summary>Gives a ticket another issue that is in Jira already.</summary>
    /// <inheritdoc cref="LinkAsync"/>
    public Task<TicketResponse> RelinkAsync(TicketId id, RelinkTicketRequest request, CancellationToken ct) =>
        transport.SendAsync<RelinkTicketRequest, TicketResponse>(HttpMethod.Post, $"api/v1/tickets/{id}/relink", request, ct);

    /// <summary>Asks for a new issue in place of one that was deleted in Jira, is lost or was unlinked; the next run makes it.</summary>
    /// <exception cref="FairleadProblemException">409 when the issue is none of these.</exception>
    public Task<TicketResponse> RecreateAsync(TicketId id, CancellationToken ct) =>
        transport.PostAsync<TicketResponse>($"api/v1/tickets/{id}/recreate", ct);

    /// <summary>Asks to try again what Jira refused for a ticket; the next run does.</summary>
    /// <exception cref="FairleadProblemException">409 when Jira refused nothing.</exception>
    public Task<TicketResponse> RetryAsync(TicketId id, CancellationToken ct) =>
        transport.PostAsync<TicketResponse>($"api/v1/tickets/{id}/retry", ct);

    /// <summary>The latest changes of a ticket's issue.</summary>
    /// <param name="size">1 to 100.</param>
    /// <exception cref="FairleadProblemException">404 when it has no issue that Jira shows; 409 when Jira does not show the history; 503 when Jira gives no answer.</exception>
    public Task<TicketHistoryResponse> HistoryAsync(TicketId id, int size, CancellationToken ct) =>
        transport.GetAsync<TicketHistoryResponse>($"api/v1/tickets/{id}/history{Query.Of(("size", size.ToString()))}", ct);

    /// <summary>Asks to send Fairlead's own words again where others wrote theirs in the ticket's issue since; the next run does.</summary>
    /// <exception cref="FairleadProblemException">409 when nobody did.</exception>
    public Task<TicketResponse> RewriteAsync(TicketId id, CancellationToken ct) =>
        transport.PostAsync<TicketResponse>($"api/v1/tickets/{id}/rewrite", ct);

    /// <summary>How a connection takes webhooks.</summary>
    /// <exception cref="FairleadProblemException">404 when it takes none.</exception>
    public Task<WebhookResponse> WebhookAsync(ConnectionId connection, CancellationToken ct) =>
        transport.GetAsync<WebhookResponse>(WebhookOf(connection), ct);

    /// <summary>Makes the secret with which Jira signs; one that was made before counts for another seven days.</summary>
    public Task<WebhookSecretResponse> RotateWebhookAsync(ConnectionId connection, CancellationToken ct) =>
        transport.PostAsync<WebhookSecretResponse>(WebhookOf(connection), ct);

    /// <summary>Makes the webhook in Jira itself, in place of those to the same address, with a new secret.</summary>
    /// <param name="address">This server's address as Jira reaches it; <see langword="null"/>: as the server is set.</param>
    /// <exception cref="FairleadProblemException">409 when the account may not; then a person enters it.</exception>
    public Task<RegisteredWebhookResponse> RegisterWebhookAsync(ConnectionId connection, string? address, CancellationToken ct) =>
        transport.SendAsync<RegisterWebhookRequest, RegisteredWebhookResponse>(HttpMethod.Post, $"{WebhookOf(connection)}/register", new(address), ct);

    /// <summary>Takes no webhooks any more.</summary>
    /// <exception cref="FairleadProblemException">404 when it took none.</exception>
    public Task RemoveWebhookAsync(ConnectionId connection, CancellationToken ct) =>
        transport.DeleteAsync(WebhookOf(connection), ct);

    /// <summary>Connections on which nothing is sent at the moment.</summary>
    public Task<IReadOnlyList<PauseResponse>> PausesAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<PauseResponse>>("api/v1/tickets/pauses", ct);

    /// <summary>Lets a connection that was paused because signing in failed go on.</summary>
    public Task<ResumeResponse> ResumeAsync(ConnectionId connection, CancellationToken ct) =>
        transport.PostAsync<ResumeResponse>($"api/v1/tickets/resume{Query.Of(("connection", connection.ToString()))}", ct);

    private static string WebhookOf(ConnectionId connection) => $"api/v1/connections/{connection}/webhook";

    private static string Of(string nameOrId) => $"{Configurations}/{Uri.EscapeDataString(nameOrId)}";
}

/// <summary>A connection on which nothing is sent.</summary>
/// <param name="Cause"><c>signIn</c> (ends by a person or a new credential), <c>proxy</c> (by a read that works), <c>resting</c> (by time) or <c>siteChanged</c> (when the known Jira is back, or the other was accepted).</param>
/// <param name="NextLookAt">When sending is tried again; null when only a person or a new credential helps.</param>
/// <param name="Waiting">Tickets that wait to be made.</param>
public sealed record PauseResponse(
    ConnectionId ConnectionId, string Cause, string Reason, string NextStep, DateTimeOffset? Since, DateTimeOffset? NextLookAt, int Waiting);

/// <param name="WasPaused">False when there was nothing to resume.</param>
/// <param name="Waiting">Tickets that go on; also those of a project and type that Jira refused, of which one is tried first.</param>
public sealed record ResumeResponse(bool WasPaused, int Waiting);
