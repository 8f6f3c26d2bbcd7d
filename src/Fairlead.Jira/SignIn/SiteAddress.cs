using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.SignIn;

/// <summary>
/// Where calls go: the site itself, or for credentials of the gateway <c>{gateway}/ex/jira/{cloudId}</c>, with the id asked once
/// from the site's anonymous <c>/_edge/tenant_info</c> when it was not configured.
/// </summary>
internal sealed class SiteAddress
{
    private readonly JiraSite _site;
    private readonly SideCalls _side;
    private readonly JiraClientOptions _options;
    private readonly SingleFlight<(string Url, JiraAttempt? Failure)> _lookUp;
    private volatile string? _root;

    public SiteAddress(JiraSite site, bool usesGateway, SideCalls side, JiraClientOptions options)
    {
        (_site, IsGateway, _side, _options) = (site, usesGateway, side, options);
        _lookUp = new(LookUpAsync);
        _root = !usesGateway ? site.Root : site.CloudId is { } id ? GatewayRoot(id) : null;
    }

    public bool IsGateway { get; }

    public async ValueTask<(string Url, JiraAttempt? Failure)> RootAsync(CancellationToken ct) =>
        _root is { } known ? (known, null) : await _lookUp.RunAsync(ct);

    /// <returns>As the site says; <see langword="null"/>: it does not answer, or names none.</returns>
    public async Task<string?> CloudIdAsync(CancellationToken ct) => CloudIdOf(await AskAsync(ct));

    private Task<JiraAttempt> AskAsync(CancellationToken ct) => _side.SendAsync(new(HttpMethod.Get, _site.Root, "/_edge/tenant_info", null), ct);

    private async Task<(string Url, JiraAttempt? Failure)> LookUpAsync()
    {
        var attempt = await AskAsync(CancellationToken.None);
        if (CloudIdOf(attempt) is not { } cloudId)
            return ("", FailureOf(attempt));
        var root = GatewayRoot(cloudId);
        _root = root;
        return (root, null);
    }

    private string GatewayRoot(string cloudId) =>
        $"{_options.GatewayUrl.AbsoluteUri.TrimEnd('/')}/ex/jira/{Uri.EscapeDataString(cloudId)}";

    private static string? CloudIdOf(JiraAttempt attempt) =>
        attempt is JiraAttempt.Answered { Status: 200 } answer && JiraJson.TryParse(answer.Body)?.Text("cloudId") is { Length: > 0 and <= 64 } id
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? id
            : null;

    private static JiraAttempt FailureOf(JiraAttempt attempt) => attempt switch
    {
        JiraAttempt.Broken broken => broken with { MayHaveLeft = false },
        JiraAttempt.Answered { Status: < 200 or >= 300 } answer => new JiraAttempt.Broken(
            AnswerJudge.Failure(answer).Cause, $"The site's cloud id could not be had: {AnswerJudge.Failure(answer).Message}", false, answer.Status),
        _ => new JiraAttempt.Broken(JiraFailureCause.NotJira, "The site does not name its cloud id.", false),
    };
}
