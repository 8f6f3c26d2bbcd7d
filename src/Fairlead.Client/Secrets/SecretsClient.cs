using Fairlead.Client.Rules;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Secrets;

/// <summary>Secrets in Jira's content: looking for them, what was found, what people said of it.</summary>
public sealed class SecretsClient(FairleadTransport transport)
{
    private const string Scans = "api/v1/secret-scans";
    private const string Skipped = "api/v1/secrets/skipped";
    private const string Findings = "api/v1/secrets";
    private const string Allowed = "api/v1/secret-allow-entries";
    private const string Notices = "api/v1/secret-notices";
    private const string Rules = "api/v1/secret-rules";

    /// <summary>Asks for scans. Asking for what waits already is asking once.</summary>
    public Task<IReadOnlyList<SecretScanResponse>> AskAsync(SecretScanRequest request, CancellationToken ct) =>
        transport.SendAsync<SecretScanRequest, IReadOnlyList<SecretScanResponse>>(HttpMethod.Post, Scans, request, ct);

    public Task<SecretScanResponse> ScanAsync(SecretScanId id, CancellationToken ct) => transport.GetAsync<SecretScanResponse>($"{Scans}/{id}", ct);

    /// <summary>The one that was asked for last first; 200 at most.</summary>
    public Task<IReadOnlyList<SecretScanResponse>> ScansAsync(string connection, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<SecretScanResponse>>(Scans + Query.Of(("connection", connection)), ct);

    /// <summary>Carries out what waits and answers when nothing does: for a program that drives Fairlead itself.</summary>
    public Task<SecretScansRun> RunAsync(CancellationToken ct) =>
        transport.SendAsync<SecretScansRun>(HttpMethod.Post, $"{Scans}/run", null, Timeout.InfiniteTimeSpan, ct);

    /// <summary>What stands somewhere now, the worst first.</summary>
    /// <param name="reviewed">Null: both.</param>
    /// <param name="revoked">Null: both.</param>
    /// <param name="severity">This one and worse.</param>
    public Task<SecretFindingsResponse> FindingsAsync(
        string connection, string? project, string? issue, bool? reviewed, long start, int size, CancellationToken ct, bool? revoked = null, string? rule = null, string? severity = null) =>
        transport.GetAsync<SecretFindingsResponse>(
            Findings + Query.Of(
                ("connection", connection), ("project", project), ("issue", issue), ("reviewed", Word(reviewed)), ("revoked", Word(revoked)), ("rule", rule), ("severity", severity),
                ("start", start.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("size", size.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            ct);

    /// <summary>What was not looked through, by issue.</summary>
    public Task<SecretsSkippedResponse> SkippedAsync(string connection, string? project, long start, int size, CancellationToken ct) =>
        transport.GetAsync<SecretsSkippedResponse>(
            Skipped + Query.Of(
                ("connection", connection), ("project", project),
                ("start", start.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("size", size.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            ct);

    /// <summary>Those of Fairlead first.</summary>
    public Task<IReadOnlyList<SecretRuleResponse>> RulesAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<SecretRuleResponse>>(Rules, ct);

    /// <param name="rule">Its id, or another name of it.</param>
    public Task<SecretRuleResponse> RuleAsync(string rule, CancellationToken ct) => transport.GetAsync<SecretRuleResponse>($"{Rules}/{Uri.EscapeDataString(rule)}", ct);

    /// <summary>Adds rules, or replaces them by their ids.</summary>
    public Task<SecretRulesAdded> AddRulesAsync(SecretRulesRequest request, CancellationToken ct) =>
        transport.SendAsync<SecretRulesRequest, SecretRulesAdded>(HttpMethod.Post, Rules, request, ct);

    /// <summary>Takes rules of another scanner, each that can be taken.</summary>
    public Task<SecretRulesImported> ImportRulesAsync(SecretRulesImportRequest request, CancellationToken ct) =>
        transport.SendAsync<SecretRulesImportRequest, SecretRulesImported>(HttpMethod.Post, $"{Rules}/import", request, ct);

    /// <summary>Enables, disables or deletes several rules: all or none.</summary>
    public Task<RulesResponse> ActOnRulesAsync(RuleAction action, IReadOnlyList<string> names, CancellationToken ct) =>
        transport.SendAsync<RulesRequest, RulesResponse>(HttpMethod.Post, $"{Rules}/actions", new RulesRequest(action, names), ct);

    /// <summary>What may stand, also what expired.</summary>
    public Task<IReadOnlyList<SecretAllowResponse>> AllowedAsync(CancellationToken ct) => transport.GetAsync<IReadOnlyList<SecretAllowResponse>>(Allowed, ct);

    /// <summary>Allows a value or each list of a file.</summary>
    public Task<IReadOnlyList<SecretAllowResponse>> AllowAsync(SecretAllowRequest request, CancellationToken ct) =>
        transport.SendAsync<SecretAllowRequest, IReadOnlyList<SecretAllowResponse>>(HttpMethod.Post, Allowed, request, ct);

    public Task DisallowAsync(SecretAllowId id, CancellationToken ct) => transport.DeleteAsync($"{Allowed}/{id}", ct);

    public Task ReviewAsync(SecretReviewRequest request, CancellationToken ct) => transport.SendAsync(HttpMethod.Post, $"{Findings}/reviews", request, ct);

    public Task UnreviewAsync(SecretReviewRequest request, CancellationToken ct) => transport.SendAsync(HttpMethod.Post, $"{Findings}/reviews/delete", request, ct);

    /// <summary>It was made worthless where it was issued; its text may still stand.</summary>
    public Task<SecretFindingResponse> RevokeAsync(SecretFindingId id, CancellationToken ct) =>
        transport.PostAsync<SecretFindingResponse>($"{Findings}/{id}/revoked", ct);

    /// <summary>Takes that back.</summary>
    public Task<SecretFindingResponse> UnrevokeAsync(SecretFindingId id, CancellationToken ct) =>
        transport.SendAsync<SecretFindingResponse>(HttpMethod.Delete, $"{Findings}/{id}/revoked", null, FairleadTransport.DefaultTimeout, ct);

    /// <summary>What masking it in Jira would do; nothing is changed.</summary>
    public Task<SecretMaskResponse> PreviewMaskAsync(SecretFindingId id, CancellationToken ct) => transport.GetAsync<SecretMaskResponse>($"{Findings}/{id}/mask", ct);

    /// <summary>Takes it out of descriptions and comments of Jira.</summary>
    public Task<SecretMaskResponse> MaskAsync(SecretFindingId id, CancellationToken ct) => transport.PostAsync<SecretMaskResponse>($"{Findings}/{id}/mask", ct);

    /// <summary>Puts the texts back as they were.</summary>
    public Task<SecretMaskResponse> UnmaskAsync(SecretFindingId id, CancellationToken ct) =>
        transport.SendAsync<SecretMaskResponse>(HttpMethod.Delete, $"{Findings}/{id}/mask", null, FairleadTransport.DefaultTimeout, ct);

    /// <summary>What the author would be told; nothing is said.</summary>
    public Task<SecretNoticesResponse> PreviewNoticeAsync(SecretFindingId id, CancellationToken ct) => transport.GetAsync<SecretNoticesResponse>($"{Findings}/{id}/notice", ct);

    /// <summary>Tells the author by one comment.</summary>
    public Task<SecretNoticesResponse> SayNoticeAsync(SecretFindingId id, CancellationToken ct) => transport.PostAsync<SecretNoticesResponse>($"{Findings}/{id}/notice", ct);

    /// <summary>Where authors are told.</summary>
    public Task<IReadOnlyList<SecretNoticeSetting>> NoticeSettingsAsync(string connection, CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<SecretNoticeSetting>>(Notices + Query.Of(("connection", connection)), ct);

    public Task SetNoticesAsync(SecretNoticeSettingRequest request, CancellationToken ct) => transport.SendAsync(HttpMethod.Put, Notices, request, ct);

    /// <summary>CSV of all that stands in a project, masked.</summary>
    public async Task<string> ExportAsync(string connection, string projectKey, CancellationToken ct)
    {
        var path = $"rest/security/latest/export/project/{Uri.EscapeDataString(projectKey)}/findings" + Query.Of(("connection", connection));
        using var answer = await transport.AnswerAsync(HttpMethod.Get, path, null, FairleadTransport.DefaultTimeout, ct);
        return await answer.Content.ReadAsStringAsync(ct);
    }

    private static string? Word(bool? flag) => flag switch { true => "true", false => "false", null => null };
}
