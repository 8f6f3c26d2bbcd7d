using System.Globalization;
using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What an issue shows of the fields that are Fairlead's, where it is not what Fairlead sent. Pure.</summary>
/// <param name="Labels">Those of the configuration that are still there.</param>
/// <param name="Fields">As <see cref="SentContent.Fields"/>; empty texts for empty fields.</param>
internal sealed record Drift(string? PriorityId, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>What must be read of issues besides their status and priority.</summary>
    public static IEnumerable<string> FieldsToRead(TicketConfiguration configuration) =>
        Enforced(configuration).Select(f => f.Id).Concat(configuration.LabelsOwner == FieldOwner.Fairlead ? ["labels"] : []);

    /// <returns><see langword="null"/> when the issue shows what was sent, or nothing of it is Fairlead's.</returns>
    public static Drift? Of(TicketRow ticket, JiraIssue issue, TicketConfiguration configuration)
    {
        configuration = ticket.Under(configuration);
        var priority = configuration.PriorityOwner == FieldOwner.Fairlead && !ticket.IsTheirs && IsOther(ticket.SentPriorityId, issue.Priority?.Id)
            ? issue.Priority?.Id
            : ticket.SentPriorityId;
        var sentLabels = ticket.SentLabelList ?? [];
        var labels = configuration.LabelsOwner == FieldOwner.Fairlead ? [.. sentLabels.Where(issue.Labels.Contains)] : sentLabels;
        var sent = ticket.SentFieldMap ?? new Dictionary<string, string>();
        var fields = new Dictionary<string, string>(sent);
        foreach (var field in Enforced(configuration).Where(f => sent.ContainsKey(f.Id)))
        {
            var seen = Seen(field.Shape, sent[field.Id], issue.Field(field.Id));
            if (IsOther(sent[field.Id], seen))
                fields[field.Id] = seen;
        }

        var isSame = priority == ticket.SentPriorityId && labels.Count == sentLabels.Count && fields.All(f => sent[f.Key] == f.Value);
        return isSame ? null : new(priority, labels, fields);
    }

    /// <summary>The ticket as if Fairlead had sent what the issue shows, so that its own is sent again.</summary>
    public TicketRow Over(TicketRow ticket) => ticket with { SentPriorityId = PriorityId, SentLabels = TicketRow.JsonOf(Labels), SentFields = TicketRow.JsonOf(Fields) };

    /// <param name="sent">What may have been sent, most wanted first.</param>
    /// <returns>The text of <paramref name="sent"/> that the value means, else what it is; empty for an empty field.</returns>
    public static string Shown(FieldShape shape, IReadOnlyList<string?> sent, JsonElement? value) =>
        sent.OfType<string>().FirstOrDefault(s => Seen(shape, s, value) == s) ?? TextOf(value);

    /// <summary>Rich text Jira does not give back as it was sent: that is only sent anew when it changes on Fairlead's side.</summary>
    private static IEnumerable<FieldMapping> Enforced(TicketConfiguration configuration) =>
        configuration.Fields.Where(f => f.Owner == FieldOwner.Fairlead && f.Shape != FieldShape.RichText);

    private static bool IsOther(string? sent, string? seen) => FieldMerge.IsToSend(FieldOwner.Fairlead, sent, seen, sent);

    /// <returns>The text that was sent, where the value means the same.</returns>
    private static string Seen(FieldShape shape, string sent, JsonElement? value)
    {
        var seen = TextOf(value);
        return shape switch
        {
            FieldShape.Options or FieldShape.Users or FieldShape.Texts => seen.Split('\n').ToHashSet().SetEquals(sent.Split('\n')) ? sent : seen,
            FieldShape.Number => NumberIn(seen) is { } number && number == NumberIn(sent) ? sent : seen,
            FieldShape.DateTime => InstantIn(seen) is { } at && at == InstantIn(sent) ? sent : seen,
            _ => seen,
        };
    }

    private static string TextOf(JsonElement? value)
    {
        var parts = value is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Text)] : value is { } one ? new[] { Text(one) } : [];
        return string.Join('\n', parts.Where(p => p.Length > 0));
    }

    private static decimal? NumberIn(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? InstantIn(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object when Member(value, "id") is { } parent && value.TryGetProperty("child", out var child) && Member(child, "id") is { } own =>
            FieldValue.ChildId(parent, own),
        JsonValueKind.Object => Member(value, "accountId") ?? Member(value, "id") ?? Member(value, "name") ?? "",
        _ => "",
    };

    /// <summary>Data Center numbers its teams.</summary>
    private static string? Member(JsonElement value, string name) =>
        value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out var member) ? null : member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.Number => member.GetRawText(),
            _ => null,
        };
}
