using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Search.Jql;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Search;

/// <summary>Runs a query over the index.</summary>
internal static class JqlSearch
{
    /// <param name="mustBeBounded">Cloud refuses a query without any restriction.</param>
    /// <param name="reconciled">Issues that are read as they are now, whatever the index says.</param>
    /// <exception cref="JiraRefusal">The query is refused.</exception>
    public static IReadOnlyList<Issue> Run(
        Site site, Account caller, string? jql, bool mustBeBounded, IReadOnlyCollection<Issue> reconciled)
    {
        try
        {
            var query = JqlParser.Parse(jql ?? "");
            if (query.Where is null && mustBeBounded)
                throw new JqlRefusal("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.");
            return Run(site, caller, query, reconciled);
        }
        catch (JqlRefusal refusal)
        {
            throw new JiraRefusal(400, refusal.Messages);
        }
    }

    /// <summary>Whether one issue as it is now matches; for webhook filters.</summary>
    public static bool Matches(Site site, Issue issue, string jql)
    {
        try
        {
            return new JqlCompiler(site, site.Person).Compile(JqlParser.Parse(jql).Where)(issue, issue.Now);
        }
        catch (JqlRefusal)
        {
            return false;
        }
    }

    private static List<Issue> Run(Site site, Account caller, JqlQuery query, IReadOnlyCollection<Issue> reconciled)
    {
        site.Index.CatchUp();
        var compiler = new JqlCompiler(site, caller);
        var sorting = compiler.Sorting(query.OrderBy);
        var match = compiler.Compile(query.Where);
        var fresh = reconciled.Where(i => !i.IsDeleted).ToHashSet();
        var found = new List<(Issue Issue, IssueVersion Version)>();
        var isSorted = Candidates(site, query.Where, out var candidates);
        foreach (var issue in fresh.Count == 0 ? candidates : candidates.Concat(fresh.Where(i => !candidates.Contains(i))))
        {
            var version = fresh.Contains(issue) ? issue.Now : issue.Indexed;
            if (version is not null && !issue.IsDeleted && IsVisible(site, caller, issue) && match(issue, version))
                found.Add((issue, version));
        }

        if (sorting is not null)
            found.Sort(sorting);
        else if (!isSorted || fresh.Count > 0)
            found.Sort(static (a, b) => b.Issue.Id.CompareTo(a.Issue.Id));
        return found.ConvertAll(f => f.Issue);
    }

    /// <summary>What is not counts as not there, also where a query names it.</summary>
    public static bool IsVisible(Site site, Account caller, Issue issue) =>
        (!issue.IsHidden || caller.IsAdministrator)
        && site.Permissions.Has(caller, PermissionKeys.BrowseProjects, issue.Now.Project);

    /// <returns>Whether the candidates come newest first.</returns>
    private static bool Candidates(Site site, JqlClause? where, out IReadOnlyCollection<Issue> candidates)
    {
        foreach (var clause in where is JqlClause.And and ? and.Parts : where is null ? [] : [where])
        {
            if (clause is JqlClause.Term { IsNegated: false, Operator: JqlOperator.Equals or JqlOperator.In } term
                && term.Operands.All(o => o is JqlOperand.Literal))
            {
                var texts = term.Operands.Select(o => ((JqlOperand.Literal)o).Text);
                if (term.Field.Equals(FieldIds.Labels, StringComparison.OrdinalIgnoreCase))
                {
                    candidates = texts.SelectMany(t => site.Index.WithLabel(t.ToLowerInvariant())).ToHashSet();
                    return false;
                }

                if (term.Field.ToLowerInvariant() is "key" or "id" or "issuekey" or "issue")
                {
                    candidates = texts.Select(site.Issues.Find).OfType<Issue>().ToHashSet();
                    return false;
                }
            }
        }

        candidates = site.Index.NewestFirst;
        return true;
    }
}
