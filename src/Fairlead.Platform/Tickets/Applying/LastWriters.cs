using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Undoing;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A field that is about to be sent.</summary>
/// <param name="IsList">Its value is several.</param>
/// <param name="IsAsSent">The issue shows what Fairlead last noted for it, so that nobody need be asked who wrote it.</param>
/// <param name="IsEmpty">The issue shows no value.</param>
internal sealed record FieldToSend(string Id, string Name, FieldOwner Owner, bool IsList, bool IsAsSent, bool IsEmpty)
{
    /// <summary>Who wrote it last decides, and is to be asked.</summary>
    public bool IsContested => Owner == FieldOwner.Last && !IsAsSent;
}

/// <summary>
/// Finds out which fields of some issues somebody else wrote after Fairlead did, so that they stay (U-55). Their histories are read once for all of
/// the issues, and only when it matters for one of them.
/// </summary>
/// <param name="issueIds">At most <see cref="LinkProof.Batch"/>.</param>
internal sealed class LastWriters(LaneSession session, IReadOnlyCollection<string> issueIds, TicketConfiguration configuration)
{
    private const int MostFields = 10;

    /// <summary>Also a failure is one for all: Jira is not asked for each issue again.</summary>
    private Task<IReadOnlyDictionary<string, IReadOnlyList<LastChange>>>? _histories;

    /// <summary>Of the issues whose content operations write.</summary>
    /// <param name="rows">The tickets of the operations.</param>
    /// <param name="issues">What Jira shows of them.</param>
    public static LastWriters Of(
        LaneSession session,
        TicketConfiguration configuration,
        IEnumerable<StoredOperation> operations,
        IReadOnlyDictionary<TicketId, TicketRow> rows,
        LinkedIssues issues)
    {
        var ids = operations.Where(o => IssueBefore.WritesContent(o.Operation)).Select(o => rows.GetValueOrDefault(o.Ticket!.Value)?.IssueId);
        return new(session, [.. ids.OfType<string>().Where(issues.Ours.ContainsKey)], configuration);
    }

    /// <param name="ticket">Of one of the issues.</param>
    /// <returns>By field id, those of the fields that stay as they are.</returns>
    /// <exception cref="JiraUnavailableException">Who wrote them is not known.</exception>
    /// <exception cref="JiraRefusedException">Who wrote them is not known.</exception>
    public async Task<IReadOnlyDictionary<string, KeptField>> KeptAsync(TicketRow ticket, IEnumerable<FieldToSend> fields, CancellationToken ct)
    {
        var kept = new Dictionary<string, KeptField>();
        foreach (var field in fields.Where(f => f.IsContested))
        {
            var history = await HistoryAsync(ticket.IssueId!, field, ct);
            if (KeptField.Of(field.Name, history, ticket.Kept.GetValueOrDefault(field.Id), !ticket.IsTheirs, field.IsList, field.IsEmpty) is { } one)
                kept[field.Id] = one;
        }

        return kept;
    }

    private async Task<FieldHistory> HistoryAsync(string issueId, FieldToSend field, CancellationToken ct)
    {
        var histories = await HistoriesWithAsync(issueId, ct);
        return histories.TryGetValue(issueId, out var changes)
            ? new([.. from change in changes from item in change.Change.Items where IsOf(item, field) select Of(change, item)])
            : FieldHistory.None;
    }

    /// <summary>Those of all; and where the history of one of them keeps Jira from giving any, that of the issue.</summary>
    private async Task<IReadOnlyDictionary<string, IReadOnlyList<LastChange>>> HistoriesWithAsync(string issueId, CancellationToken ct)
    {
        try
        {
            return await (_histories ??= LastChanges.AllAsync(session, issueIds, AskedFor(), ct));
        }
        catch (JiraUnavailableException e) when (e.RetryAfter is null && issueIds.Count > 1)
        {
            return await LastChanges.AllAsync(session, [issueId], AskedFor(), ct);
        }
    }

    /// <summary>Data Center tells only names of custom fields, and gives all changes at once anyway.</summary>
    private IReadOnlyCollection<string> AskedFor()
    {
        var ids = ManagedFields.Of(configuration).Where(f => f.Owner == FieldOwner.Last).Select(f => f.Id).ToList();
        return session.Jira.Site.Edition == JiraEdition.Cloud && ids.Count <= MostFields ? ids : [];
    }

    private static bool IsOf(JiraFieldChange item, FieldToSend field) =>
        item.FieldId == field.Id || (item.FieldId == item.FieldName && item.FieldName.Equals(field.Name, StringComparison.OrdinalIgnoreCase));

    private static FieldChange Of(LastChange change, JiraFieldChange item) => new(
        change.Change.Id, change.IsOurs, Comments.JiraActor.NameOf(change.Change.Author), item.From ?? item.FromText ?? "", item.To ?? item.ToText ?? "");
}
