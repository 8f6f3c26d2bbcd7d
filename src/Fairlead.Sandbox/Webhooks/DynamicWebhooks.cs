using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Search;
using Fairlead.Sandbox.Search.Jql;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>The app's dynamic webhooks: at most five, at one address, for thirty days unless they are refreshed.</summary>
internal sealed class DynamicWebhooks(Site site)
{
    private const int MaxForApp = 5;
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);
    private static readonly string[] JqlFields = ["key", "issuekey", "issue", "id", "project", "issuetype", "type", "status", "assignee", "reporter"];
    private readonly SortedDictionary<long, DynamicWebhook> _registered = [];

    /// <summary>Oldest first, without the expired.</summary>
    public IReadOnlyList<DynamicWebhook> All => [.. _registered.Values.Where(w => w.ExpiresAt > site.Now)];

    /// <returns>The webhook's id, or why it was not registered.</returns>
    public (long? Id, string? Error) Register(DynamicWebhook webhook)
    {
        if (All.Count >= MaxForApp)
            return (null, $"The app has reached its limit of {MaxForApp} webhooks for this user and site.");
        if (Complaint(webhook.Jql) is { } complaint)
            return (null, complaint);
        var id = site.NextId("dynamicWebhook", 1_000);
        _registered[id] = webhook with { Id = id, ExpiresAt = site.Now + Life };
        return (id, null);
    }

    /// <summary>Ids that nobody knows are ignored.</summary>
    public void Remove(IEnumerable<long> ids)
    {
        foreach (var id in ids)
            _registered.Remove(id);
    }

    /// <returns>When the webhooks expire now. Ids that nobody knows, or that have expired, are ignored.</returns>
    public DateTimeOffset Refresh(IEnumerable<long> ids)
    {
        var expiresAt = site.Now + Life;
        foreach (var webhook in All.Where(w => ids.Contains(w.Id)).ToList())
            _registered[webhook.Id] = webhook with { ExpiresAt = expiresAt };
        return expiresAt;
    }

    public IEnumerable<DynamicWebhook> Wanting(SiteEvent happened) => All.Where(w =>
        w.Wants(happened) && (w.Jql.Length == 0 || JqlSearch.Matches(site, happened.Issue, w.Jql)));

    public void Clear() => _registered.Clear();

    /// <summary>Only a part of JQL may filter events; null when the query keeps to it.</summary>
    private string? Complaint(string jql)
    {
        try
        {
            var query = JqlParser.Parse(jql);
            if ((query.OrderBy.Count > 0 ? "The order by clause is unsupported" : Complaint(query.Where)) is { } complaint)
                return complaint;
            new JqlCompiler(site, site.Bot).Compile(query.Where);
            return null;
        }
        catch (JqlRefusal refusal)
        {
            return refusal.Message;
        }
    }

    private static string? Complaint(JqlClause? clause) => clause switch
    {
        null => null,
        JqlClause.And and => and.Parts.Select(Complaint).FirstOrDefault(c => c is not null),
        JqlClause.Or or => or.Parts.Select(Complaint).FirstOrDefault(c => c is not null),
        JqlClause.Not not => Complaint(not.Inner),
        JqlClause.Was was => Unsupported(was.Field),
        JqlClause.Changed changed => Unsupported(changed.Field),
        JqlClause.Term term when !JqlFields.Contains(term.Field, StringComparer.OrdinalIgnoreCase) => Unsupported(term.Field),
        JqlClause.Term { Operator: not (JqlOperator.Equals or JqlOperator.In) } term => $"The operator {term.Written} is unsupported",
        _ => null,
    };

    private static string Unsupported(string field) => $"The clause {field} is unsupported";
}
