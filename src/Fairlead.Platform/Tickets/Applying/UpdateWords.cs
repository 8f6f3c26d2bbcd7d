using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What an update has to say in the issue. Pure.</summary>
internal static class UpdateWords
{
    /// <param name="issue">As it was before the update.</param>
    /// <param name="sent">What is noted as sent.</param>
    /// <param name="missed">Fields that Jira did not take.</param>
    /// <returns>Texts, each with what names it for every attempt.</returns>
    public static IEnumerable<(string Text, string Reference)> Of(
        TicketRow ticket, JiraIssue issue, TicketConfiguration configuration, SentContent sent, IReadOnlyCollection<string> missed)
    {
        if (LaterIn(ticket, issue, configuration, sent, missed) is { Count: > 0 } later)
        {
            yield return (
                $"{string.Join("; ", later.Select(l => $"{l.Name} is {l.Now} instead of {l.Before}"))}: what was due earlier is not open any more, waited while its risk was accepted, or has more time by the configuration.",
                $"later/{ticket.Id}/{sent.Hash}/{string.Join(';', later.Select(l => l.Now))}");
        }

        if (sent.Kept.TryGetValue(ManagedFields.Description, out var kept) && ticket.Kept.GetValueOrDefault(ManagedFields.Description) is null or { IsGivenBack: true })
        {
            yield return (
                $"{kept.By} wrote the description of this issue, so Fairlead leaves it as it is from now on. What comes and goes behind the issue is told by the attached list {AttachedFile.FindingsFamily}, which is kept up to date. To have Fairlead's own text again: fairlead ticket rewrite {ticket.IssueKey}",
                $"kept/{ticket.Id}/{kept.Change}");
        }
    }

    /// <summary>A deadline never moves later without a word: who plans by it must see why.</summary>
    private static List<(string Name, string Before, string Now)> LaterIn(
        TicketRow ticket, JiraIssue issue, TicketConfiguration configuration, SentContent sent, IReadOnlyCollection<string> missed)
    {
        var later = new List<(string Name, string Before, string Now)>();
        foreach (var field in configuration.Fields.Where(f => f.Source is ValueSource.Deadline && f.Owner != FieldOwner.Jira && !missed.Contains(f.Id) && !sent.Kept.ContainsKey(f.Id)))
        {
            var (was, now) = (ticket.SentFieldMap?.GetValueOrDefault(field.Id), sent.Fields.GetValueOrDefault(field.Id));
            if (was is null || now is null || was == now)
                continue;
            var shown = Drift.Shown(field.Shape, [now, was], issue.Field(field.Id));
            // An attempt that was cut off wrote it already.
            var before = shown == now ? was : shown;
            if (before.Length > 0 && string.CompareOrdinal(before, now) < 0)
                later.Add((field.Name, before, now));
        }

        return later;
    }
}
