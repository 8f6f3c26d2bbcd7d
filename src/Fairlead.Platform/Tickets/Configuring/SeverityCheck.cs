namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Refuses what would make a priority that a person sets work against them.</summary>
internal static class SeverityCheck
{
    private const string Path = "severities";

    public static void Run(TicketConfiguration configuration, FaultList faults)
    {
        if (configuration.Severities.Count == 0)
            return;
        if (configuration.PriorityOwner == FieldOwner.Fairlead)
            faults.Problem(Path, "owners gives the priority to Fairlead, which sets it back whenever a person changes it", "owners: {priority: last} or {priority: jira}, or leave severities out");
        if (configuration.GroupBy.Contains(GroupingKey.Severity))
            faults.Problem(Path, "groupBy has severity, so that the findings of whoever sets a priority would go to another issue", "leave severity out of groupBy");
        foreach (var rule in configuration.Severities.Where(r => !configuration.Filter.LetsIn(r.Severity)))
        {
            faults.Problem(
                $"{Path}.{rule.Priority.Name}", $"the filter keeps out {ConfigurationWriter.Word(rule.Severity)}, so that the issue of whoever sets this priority would be closed",
                "name a severity that the filter lets in, or let this one in too: filter.minimumSeverity, filter.severities");
        }
    }
}
