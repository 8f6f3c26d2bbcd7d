using Fairlead.Jira.Issues;
using Fairlead.Kernel;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>A secret at a place of an issue, before it is stored.</summary>
internal sealed record SecretSighting(
    string Rule, byte[] ValueHash, string Masked, Severity Severity, bool? CheckHolds, IssueTextKind Kind, string PlaceId, string PlaceName,
    bool IsHistorical, long Line, long Column);

/// <summary>What looking through an issue brought.</summary>
internal sealed record ScannedIssue(long Id, string Key, int Texts, long Bytes, IReadOnlyList<SecretSighting> Sightings);

/// <summary>Looks through the texts of an issue. It does no I/O.</summary>
internal sealed class IssueScanner(SecretHasher hasher)
{
    public ScannedIssue Scan(SecretScanner scanner, IssueRef issue, IEnumerable<IssueText> texts, SecretMatches matches)
    {
        var sightings = new List<SecretSighting>();
        var count = 0;
        long bytes = 0;
        foreach (var text in texts)
        {
            count++;
            bytes += text.Utf8.Length;
            var utf8 = text.Utf8.Span;
            scanner.Scan(utf8, matches);
            var lines = new LineCounter(utf8);
            foreach (var match in matches.All)
            {
                var secret = match.SecretIn(utf8);
                var (line, column) = lines.At(match.Start);
                sightings.Add(new SecretSighting(
                    match.Rule.Id, hasher.HashOf(secret), SecretMask.Of(secret), match.Severity, match.CheckHolds, text.Kind, text.PlaceId, text.PlaceName,
                    text.IsHistorical, line, column));
            }
        }

        return new ScannedIssue(long.Parse(issue.Id, System.Globalization.CultureInfo.InvariantCulture), issue.Key, count, bytes, sightings);
    }
}
