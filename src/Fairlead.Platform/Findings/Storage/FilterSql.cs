using System.Text;
using Dapper;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>A filter as conditions from a fixed list and their parameters; no text of a person ever becomes SQL.</summary>
internal sealed class FilterSql
{
    private const string Closed = "(6, 7, 8, 10)";
    private const int MaxLabels = 10;

    /// <summary>Made, and not known to be deleted, lost or unlinked; the room Tickets has the numbers.</summary>
    private const string WithIssue = "(SELECT 1 FROM ticket_findings l JOIN tickets t ON t.id = l.ticket_id WHERE l.finding_id = f.id AND t.standing IN (6, 7))";

    /// <summary>The engines take a list of ids apart in their own ways.</summary>
    private const string IsMature = "/*isMature*/";
    private static readonly SqlText IsMatureSql = new(typeof(FindingRow), "Finding.IsMature");

    private readonly StringBuilder _conditions = new();

    public FilterSql(FindingFilter filter)
    {
        Ids(filter.Ids);
        // The table is the room Tickets', which fills it. Pages and counts of fifty thousand members need the database to join them.
        if (filter.Ticket is { } ticket)
            And("f.id IN (SELECT l.finding_id FROM ticket_findings l WHERE l.ticket_id = @ticket)", "ticket", ticket);
        if (filter.HasTicket is { } ticketed)
            _conditions.Append(ticketed ? " AND EXISTS " : " AND NOT EXISTS ").Append(WithIssue);
        In("f.kind", "kinds", filter.Kinds.Select(k => (int)k));
        In("f.severity", "severities", filter.Severities.Select(s => (int)s));
        In("f.status", "statuses", filter.Statuses.Select(s => (int)s));
        In("f.scanner", "scanners", filter.Scanners);
        In("f.asset", "assets", filter.Assets);
        In("f.rule_id", "rules", filter.Rules);
        if (filter.MinimumSeverity is { } minimum)
            And("f.severity >= @minimum", "minimum", (int)minimum);
        if (filter.ExploitMaturity is { } maturity)
            And(IsMature, "exploitMaturity", (int)maturity);
        if (filter.IsOpen is { } open)
            _conditions.Append(open ? $" AND f.status NOT IN {Closed}" : $" AND f.status IN {Closed}");
        if (filter.HasFix is { } fix)
            _conditions.Append(fix ? " AND f.fixed_version IS NOT NULL" : " AND f.fixed_version IS NULL");
        if (filter.Text is { } text)
            And("f.search_text LIKE @text ESCAPE '!'", "text", $"%{Escape(text.ToLowerInvariant())}%");
        if (filter.FirstSeenFrom is { } from)
            And("f.first_seen_at >= @firstSeenFrom", "firstSeenFrom", from);
        if (filter.FirstSeenBefore is { } before)
            And("f.first_seen_at < @firstSeenBefore", "firstSeenBefore", before);
        if (filter.Labels.Count > MaxLabels)
            throw new ArgumentException($"A filter has at most {MaxLabels} labels.", nameof(filter));
        for (var i = 0; i < filter.Labels.Count; i++)
        {
            // LIKE ignores case on one engine only.
            And($"replace(f.labels, @label{i}, '') <> f.labels", $"label{i}", $"\n{filter.Labels[i]}\n");
        }
    }

    public DynamicParameters Parameters { get; } = new();

    public SqlText ApplyTo(SqlText sql, string condition = "", string order = "") =>
        sql.With("/*conditions*/", _conditions + condition).With(IsMature, IsMatureSql).With("/*order*/", order);

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    /// <summary>One parameter for each, because a list goes past the type handlers.</summary>
    private void Ids(IReadOnlyList<FindingId> ids)
    {
        if (ids.Count > FindingFilter.MaxIds)
            throw new ArgumentException($"A filter has at most {FindingFilter.MaxIds} ids.", nameof(ids));
        if (ids.Count == 0)
            return;
        _conditions.Append(" AND f.id IN (").AppendJoin(", ", ids.Select((_, i) => $"@id{i}")).Append(')');
        for (var i = 0; i < ids.Count; i++)
            Parameters.Add($"id{i}", ids[i]);
    }

    private void In<T>(string column, string name, IEnumerable<T> values)
    {
        var list = values.Distinct().ToArray();
        if (list.Length > 0)
            And($"{column} IN @{name}", name, list);
    }

    private void And(string condition, string name, object value)
    {
        _conditions.Append(" AND ").Append(condition);
        Parameters.Add(name, value);
    }
}
