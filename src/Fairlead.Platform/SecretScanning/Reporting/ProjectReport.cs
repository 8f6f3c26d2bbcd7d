using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Reporting;

/// <summary>
/// Secrets of a project as a report that Findings reads, entry by entry. An entry is made of rule, mask and places: the value is not known here. It
/// tells nothing that changes without anybody's doing, so that a scan that finds the same makes the same report.
/// </summary>
internal sealed class ProjectReport(IBufferWriter<byte> output, Uri site, Func<string, SecretRule?> ruleOf) : IDisposable
{
    /// <summary>The name under which Findings knows this scanner.</summary>
    public const string Scanner = "fairlead-secrets";

    private const int MaxPlaces = 100;
    private const int MaxLinks = 50;

    private const string Advice =
        "Only what is revoked is worthless: an issue's history still shows what was edited away. Revoke it first, then take it out of the places above.";

    private readonly Utf8JsonWriter _json = new(output);

    public void Begin()
    {
        _json.WriteStartObject();
        _json.WriteStartArray("findings");
    }

    public void Add(SecretFinding secret)
    {
        var rule = ruleOf(secret.Rule);
        // Where it stands now before where it stood once.
        var places = secret.Places.OrderBy(place => place.IsHistorical).ToList();
        var issues = places.Select(place => place.IssueKey).Distinct(StringComparer.Ordinal).ToList();
        _json.WriteStartObject();
        _json.WriteString("id", secret.Id.ToString());
        _json.WriteString("kind", "secret");
        _json.WriteString("rule_id", secret.Rule);
        _json.WriteString("title", $"{rule?.Title ?? secret.Rule} in {WhereOf(issues, secret.IsHistorical)}");
        _json.WriteString("severity", secret.Severity.ToString());
        _json.WriteString("description", DescriptionOf(secret, rule, places));
        _json.WriteString("mitigation", rule is null ? Advice : $"{rule.Revoke}\n\n{Advice}");
        _json.WriteString("file_path", issues[0]);
        _json.WriteStartArray("references");
        foreach (var link in places.Select(LinkOf).Distinct(StringComparer.Ordinal).Take(MaxLinks))
            _json.WriteStringValue(link);
        _json.WriteEndArray();
        WriteStanding(secret);
        _json.WriteEndObject();
    }

    public void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Hands on what was written so far.</summary>
    public void Flush() => _json.Flush();

    public void Dispose() => _json.Dispose();

    private void WriteStanding(SecretFinding secret)
    {
        _json.WriteString("status", secret switch { { Revocation: not null } => "fixed", { Review: not null } => "false_positive", _ => "open" });
        _json.WriteStartObject("labels");
        _json.WriteString("masked", secret.Masked);
        if (secret.IsHistorical)
            _json.WriteString("historical", "true");
        if (secret.Review is { } review)
            Said("reviewed", review.By, review.At);
        if (secret.Revocation is { } revocation)
            Said("revoked", revocation.By, revocation.At);
        _json.WriteEndObject();

        void Said(string what, string by, DateTimeOffset at)
        {
            _json.WriteString($"{what}-by", by);
            _json.WriteString($"{what}-at", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
    }

    private static string WhereOf(List<string> issues, bool isHistorical)
    {
        var others = issues.Count switch { 1 => "", 2 => " and another issue", _ => $" and {(issues.Count - 1).ToString(CultureInfo.InvariantCulture)} other issues" };
        return issues[0] + others + (isHistorical ? ", in its history only" : "");
    }

    private string DescriptionOf(SecretFinding secret, SecretRule? rule, List<SecretPlace> places)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{rule?.Title ?? secret.Rule} {secret.Masked}");
        text.Append(secret.CheckHolds switch { true => "; its checksum holds, so it was surely issued as it stands.", false => "; its checksum does not hold.", null => "." });
        if (secret.Review is { } review)
            text.Append(CultureInfo.InvariantCulture, $"\n\nReviewed as fine in this project by {review.By}.");
        if (secret.Revocation is { } revocation)
            text.Append(CultureInfo.InvariantCulture, $"\n\nRevoked, as {revocation.By} said.");
        text.Append("\n\nIt stands in:\n");
        foreach (var place in places.Take(MaxPlaces))
            text.Append(CultureInfo.InvariantCulture, $"- {place.IssueKey}, {NameOf(place)}, line {place.Line}, column {place.Column}{(place.IsHistorical ? ", in the issue's history" : "")}: {LinkOf(place)}\n");
        if (places.Count > MaxPlaces)
            text.Append(CultureInfo.InvariantCulture, $"- and {places.Count - MaxPlaces} more places\n");
        return text.ToString();
    }

    /// <summary>Names of files are left out where they may hold what was found.</summary>
    private static string NameOf(SecretPlace place) => place.Kind switch
    {
        IssueTextKind.Comment => $"comment {place.PlaceId}",
        IssueTextKind.Worklog => $"worklog {place.PlaceId}",
        IssueTextKind.AttachmentName => $"name of attachment {place.PlaceId}",
        IssueTextKind.Attachment => $"attachment {place.PlaceName}",
        IssueTextKind.Field => $"field {place.PlaceName}",
        _ => place.PlaceName.ToLowerInvariant(),
    };

    private string LinkOf(SecretPlace place)
    {
        var issue = $"{site.AbsoluteUri.TrimEnd('/')}/browse/{Uri.EscapeDataString(place.IssueKey)}";
        return place.Kind == IssueTextKind.Comment && !place.IsHistorical ? $"{issue}?focusedCommentId={Uri.EscapeDataString(place.PlaceId)}" : issue;
    }
}
