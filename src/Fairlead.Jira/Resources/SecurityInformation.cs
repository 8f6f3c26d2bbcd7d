using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>What came of a submission.</summary>
/// <param name="Accepted">Ids of those that are or will be stored; empty: the answer names none.</param>
/// <param name="Failed">Why each of them is not stored, by its id.</param>
/// <param name="UnknownIssues">Keys and ids that name no issue of the site.</param>
public sealed record SubmittedVulnerabilities(IReadOnlySet<string> Accepted, IReadOnlyDictionary<string, string> Failed, IReadOnlySet<string> UnknownIssues);

/// <param name="Number">Its <c>updateSequenceNumber</c>; <see langword="null"/>: there is none of this id.</param>
public sealed record FoundVulnerability(long? Number);

/// <summary>
/// Jira Software Cloud's Security Information API, for an app with a security provider module (<see cref="JiraCredential.ConnectApp"/>). Writes are answered
/// with 202 and done afterwards. Its errors are lists, and 401 and 403 come without a body (specs/jira-cloud-software.json, read 2026-11-22).
/// </summary>
public sealed class SecurityInformationResource
{
    public const int MaxVulnerabilities = 1_000;

    private const string Root = "/rest/security/1.0";

    private readonly JiraCaller _caller;

    internal SecurityInformationResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>POST /rest/security/1.0/linkedWorkspaces/bulk</c>. Repeating is safe.</summary>
    public Task<JiraOutcome<JiraAccepted>> LinkWorkspaceAsync(string id, CancellationToken ct) =>
        AcceptAsync(HttpMethod.Post, JiraRoute.Outside($"{Root}/linkedWorkspaces/bulk"), JiraBody.Json(new JsonObject { ["workspaceIds"] = new JsonArray(id) }), ct);

    /// <summary><c>POST /rest/security/1.0/bulk</c>. Repeating is safe: numbers of sequence order what is told.</summary>
    /// <param name="body">At most <see cref="MaxVulnerabilities"/>.</param>
    public async Task<JiraOutcome<SubmittedVulnerabilities>> SubmitAsync(JsonObject body, CancellationToken ct)
    {
        var attempt = await TryAsync(HttpMethod.Post, JiraRoute.Outside($"{Root}/bulk"), JiraBody.Json(body), ct);
        return attempt is JiraAttempt.Answered { Status: 202 } answer && JiraJson.TryParse(answer.Body) is { ValueKind: JsonValueKind.Object } json
            ? new JiraOutcome<SubmittedVulnerabilities>.Committed(Read(json))
            : NotAccepted<SubmittedVulnerabilities>(attempt);
    }

    /// <summary><c>GET /rest/security/1.0/vulnerability/{vulnerabilityId}</c>. What was accepted a moment ago may not be there yet.</summary>
    /// <returns><see langword="null"/>: the site does not say.</returns>
    public async Task<FoundVulnerability?> FindAsync(string id, CancellationToken ct) =>
        await _caller.TryAsync(new JiraRequest(HttpMethod.Get, JiraRoute.Outside($"{Root}/vulnerability/{{vulnerabilityId}}", id)), ct) switch
        {
            JiraAttempt.Answered { Status: 404 } => new(null),
            JiraAttempt.Answered { Status: 200 } answer when JiraJson.TryParse(answer.Body)?.Member("updateSequenceNumber") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) => new(value),
            _ => null,
        };

    /// <summary><c>DELETE /rest/security/1.0/vulnerability/{vulnerabilityId}</c>. One that is not there counts as deleted.</summary>
    public Task<JiraOutcome<JiraAccepted>> DeleteAsync(string id, CancellationToken ct) =>
        AcceptAsync(HttpMethod.Delete, JiraRoute.Outside($"{Root}/vulnerability/{{vulnerabilityId}}", id), JiraBody.Empty, ct);

    private async Task<JiraOutcome<JiraAccepted>> AcceptAsync(HttpMethod method, JiraRoute route, JiraBody body, CancellationToken ct)
    {
        var attempt = await TryAsync(method, route, body, ct);
        return attempt is JiraAttempt.Answered { Status: 202 } ? new JiraOutcome<JiraAccepted>.Committed(default) : NotAccepted<JiraAccepted>(attempt);
    }

    private Task<JiraAttempt> TryAsync(HttpMethod method, JiraRoute route, JiraBody body, CancellationToken ct) =>
        _caller.TryAsync(new JiraRequest(method, route) { Body = body, IsEffect = true }, ct);

    private static JiraOutcome<T> NotAccepted<T>(JiraAttempt attempt) => attempt switch
    {
        JiraAttempt.Answered { Status: 401 } => new JiraOutcome<T>.Rejected(JiraRefusalCause.AuthenticationFailed, 401, JiraError.Of("the site does not take the app's token: it was uninstalled, or has another secret")),
        JiraAttempt.Answered { Status: 403 } => new JiraOutcome<T>.Rejected(JiraRefusalCause.Forbidden, 403, JiraError.Of("the app is disabled on the site, or has not the scope that this needs")),
        JiraAttempt.Answered { Status: 400 or 404 or 413 } answer when JiraJson.TryParse(answer.Body) is { ValueKind: JsonValueKind.Array } errors =>
            new JiraOutcome<T>.Rejected(CauseOf(answer.Status), answer.Status, JiraError.Of(MessagesOf(errors))),
        // Whatever stands in front of Jira may have refused it, with a page.
        JiraAttempt.Answered { Status: 413 } => new JiraOutcome<T>.Rejected(JiraRefusalCause.TooLarge, 413, JiraError.Of("the call is too large")),
        _ => OutcomeClassifier.NotCommitted<T>(attempt),
    };

    private static JiraRefusalCause CauseOf(int status) => status switch
    {
        404 => JiraRefusalCause.NotFound,
        413 => JiraRefusalCause.TooLarge,
        _ => JiraRefusalCause.Invalid,
    };

    private static SubmittedVulnerabilities Read(JsonElement json) => new(
        json.Texts("acceptedVulnerabilities").ToHashSet(StringComparer.Ordinal),
        json.Member("failedVulnerabilities") is { ValueKind: JsonValueKind.Object } failed
            ? failed.EnumerateObject().DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => MessagesOf(f.Value), StringComparer.Ordinal)
            : new Dictionary<string, string>(),
        json.Items("unknownAssociations").SelectMany(a => a.Texts("values")).ToHashSet(StringComparer.Ordinal));

    private static string MessagesOf(JsonElement errors) => Kernel.Text.PlainText.Shown(string.Join("; ", errors.Items().Select(e => e.Text("message")).OfType<string>()), 500);
}
