using Fairlead.Jira.Issues;
using Fairlead.Kernel;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>A secret at a place of an issue, before it is stored.</summary>
internal sealed record SecretSighting(
    string Rule, byte[] ValueHash, string Masked, Severity Severity, bool? CheckHolds, IssueTextKind Kind, string PlaceId, string PlaceName,
    bool IsHistorical, long Line, long Column);

/// <summary>What was not looked through, before it is stored; as in <see cref="SkippedText"/>.</summary>
internal sealed record SkippedPlace(string PlaceId, string PlaceName, SkipCause Cause)
{
    /// <param name="rule">By id; it did not come to its end in the text.</param>
    public static SkippedPlace Stalled(RulesInUse rules, IssueText text, string rule) =>
        new(text.PlaceId, $"{PlaceNames.WithoutSecrets(rules.Scanner, text)}, rule {rule}", SkipCause.RuleStalled);
}

/// <summary>How far a text was looked through.</summary>
/// <param name="IsWhole">All that was found is kept.</param>
/// <param name="Stalled">Rules of Fairlead, by id, that took too long in it: what they would have found is not known. One of somebody's own is given up for good, and told so.</param>
internal sealed record ScanEnd(bool IsWhole, IReadOnlyCollection<string> Stalled);

/// <summary>A part of an issue that was not looked through, or not to its end: what was found there, and was not found there now, stands.</summary>
/// <param name="Kind"><see langword="null"/>: of any.</param>
/// <param name="PlaceId"><see langword="null"/>: at any place of the kind.</param>
/// <param name="IsHistorical"><see langword="null"/>: both what stands there and what stood there.</param>
/// <param name="Without">Places that were looked through all the same.</param>
/// <param name="Rule">By this rule alone; <see langword="null"/>: by any.</param>
internal sealed record UnreadPart(IssueTextKind? Kind, string? PlaceId, bool? IsHistorical, IReadOnlySet<string>? Without = null, string? Rule = null)
{
    public bool Holds(IssueTextKind kind, string placeId, bool isHistorical, string rule) =>
        (Rule is null || Rule == rule) && (Kind is null || Kind == kind) && (PlaceId is null || PlaceId == placeId) && (IsHistorical is null || IsHistorical == isHistorical) && Without?.Contains(placeId) != true;
}

/// <summary>What looking through an issue brought, but for the contents of its attachments.</summary>
internal sealed record ScannedIssue(long Id, string Key, int Texts, long Bytes, IReadOnlyList<SecretSighting> Sightings, IReadOnlyList<SkippedPlace> Skipped)
{
    /// <summary>Contents that were looked through now.</summary>
    public IReadOnlyList<ScannedAttachment> Attachments { get; init; } = [];

    /// <summary>Attachments whose contents were looked through before and are as they were.</summary>
    public IReadOnlyCollection<string> Kept { get; init; } = [];

    /// <summary>It could not be read now: what was found in it before stands.</summary>
    public bool IsUnread { get; init; }

    /// <summary>What of it could not be, its attachments included.</summary>
    public IEnumerable<UnreadPart> UnreadParts =>
        Unread.Concat(Attachments.Where(attachment => attachment.IsUnread || attachment.IsCut).Select(attachment => new UnreadPart(IssueTextKind.Attachment, attachment.Id, null)))
            .Concat(Attachments.SelectMany(attachment => attachment.Stalled.Select(rule => new UnreadPart(IssueTextKind.Attachment, attachment.Id, null, Rule: rule))));

    public IReadOnlyList<UnreadPart> Unread { get; init; } = [];

    /// <summary>What may be read another time though nothing of the issue changes: itself, or attachments.</summary>
    public IEnumerable<(string PlaceId, bool WaitsForPdf)> Unsettled =>
        IsUnread ? [("", false)] : Attachments.Where(attachment => !attachment.IsSettled).Select(attachment => (attachment.Id, attachment.WaitsForPdf))
            .Concat(Skipped.Any(place => place.Cause == SkipCause.RuleStalled) ? [("", false)] : []);

    /// <summary>By Jira's clock; <see langword="null"/>: it did not say so.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public static ScannedIssue NotRead(IssueRef issue, SkipCause cause) =>
        new(long.Parse(issue.Id, System.Globalization.CultureInfo.InvariantCulture), issue.Key, 0, 0, [], [new SkippedPlace("", "", cause)]) { IsUnread = true };
}

/// <summary>What looking through an issue brings, text by text.</summary>
internal sealed class IssueTally(IssueScanner scanner, RulesInUse rules, SecretMatches matches)
{
    private readonly List<SecretSighting> _sightings = [];
    private readonly List<SkippedPlace> _skipped = [];
    private readonly List<UnreadPart> _unread = [];
    private int _texts;
    private long _bytes;

    public void Look(IEnumerable<IssueText> texts)
    {
        foreach (var text in texts)
        {
            _texts++;
            _bytes += text.Utf8.Length;
            var end = scanner.Scan(rules, text, matches, _sightings);
            if (!end.IsWhole)
                Skip(new(text.PlaceId, PlaceNames.WithoutSecrets(rules.Scanner, text), SkipCause.TooManyMatches), new UnreadPart(text.Kind, text.PlaceId, text.IsHistorical));
            foreach (var rule in end.Stalled)
                Skip(SkippedPlace.Stalled(rules, text, rule), new UnreadPart(text.Kind, text.PlaceId, text.IsHistorical, Rule: rule));
        }
    }

    /// <param name="unread">Where nothing was looked for, or not everywhere.</param>
    public void Skip(SkippedPlace place, params ReadOnlySpan<UnreadPart> unread)
    {
        _skipped.Add(place);
        _unread.AddRange(unread);
    }

    public ScannedIssue Of(IssueRef issue) =>
        new(long.Parse(issue.Id, System.Globalization.CultureInfo.InvariantCulture), issue.Key, _texts, _bytes, _sightings, _skipped) { Unread = _unread };
}

/// <summary>Looks through the texts of an issue. It does no I/O.</summary>
internal sealed class IssueScanner(SecretHasher hasher)
{
    /// <summary>Of one text. More than these nobody reads, and each is a row.</summary>
    public const int MaxSightings = 10_000;

    /// <summary>Places of one value in one text: a log says the same in each line.</summary>
    public const int MaxOfValue = 100;

    /// <summary>Places in one issue, or in one attachment, of a rule that somebody wrote: one that finds nearly everything would fill the list of findings (THREATS T-59).</summary>
    public const int MaxOfOwnRule = 1_000;

    /// <summary>What is scanned at once, so that the matches of a large text take little memory; whatever overlaps is seen whole by one of two. Twice the longest encoded text.</summary>
    private const int PieceBytes = 4 << 20;
    private const int OverlapBytes = 2 << 20;

    public ScanEnd Scan(RulesInUse rules, IssueText text, SecretMatches matches, List<SecretSighting> sightings)
    {
        HashSet<SecretRule>? full = null;
        HashSet<string>? stalled = null;
        var utf8 = text.Utf8.Span;
        var lines = new LineCounter(utf8);
        Dictionary<(string Rule, string Hash), int>? seen = null;
        string? place = null;
        HashSet<long>? marked = null;
        var (scanner, allowed) = (rules.Scanner, rules.Allowed);
        var (count, end) = (0, 0);
        // What an allow list says of paths is asked of the attachment or the field.
        (matches.Path, matches.Allow) = (text.PlaceName, allowed.Lists);
        for (var from = 0; from < utf8.Length; from += PieceBytes)
        {
            var begin = Math.Max(0, from - OverlapBytes);
            var piece = utf8[begin..(int)Math.Min(utf8.Length, (long)from + PieceBytes + OverlapBytes)];
            scanner.Scan(piece, matches);
            foreach (var rule in matches.Stalled.Where(rule => !rules.IsOwn(rule)))
                (stalled ??= []).Add(rule.Id);
            var seenTo = end;
            foreach (ref readonly var match in matches.All)
            {
                var at = begin + match.Start;
                // The last piece has seen what reaches into this one whole; the next one sees what begins there.
                if (at < Math.Max(from, seenTo) || at >= from + (long)PieceBytes)
                    continue;
                end = Math.Max(end, begin + match.End);
                var secret = match.SecretIn(piece);
                var hash = hasher.HashOf(secret);
                if (allowed.Allows(match.Rule.Id, hash))
                    continue;
                var (line, column) = lines.At(at);
                if (allowed.ByMarks && AllowedLines.Cover(marked ??= AllowedLines.Of(utf8), line, piece.Slice(match.Start, match.Length)))
                    continue;
                var value = (match.Rule.Id, Convert.ToHexString(hash));
                seen ??= [];
                if ((seen[value] = seen.GetValueOrDefault(value) + 1) > MaxOfValue)
                    continue;
                if (full?.Contains(match.Rule) == true)
                    continue;
                if (rules.IsOwn(match.Rule) && sightings.Count >= MaxOfOwnRule && CountOf(match.Rule, sightings) >= MaxOfOwnRule)
                {
                    (full ??= []).Add(match.Rule);
                    continue;
                }

                if (++count > MaxSightings)
                    return End(isWhole: false);
                place ??= PlaceNames.WithoutSecrets(scanner, text);
                sightings.Add(new SecretSighting(
                    match.Rule.Id, hash, SecretMask.Of(secret), match.Severity, match.CheckHolds, text.Kind, text.PlaceId, place,
                    text.IsHistorical, line, column));
            }
        }

        return End(full is null);

        ScanEnd End(bool isWhole) => isWhole && stalled is null ? Whole : new(isWhole, stalled ?? []);
    }

    private static readonly ScanEnd Whole = new(IsWhole: true, []);

    private static int CountOf(SecretRule rule, List<SecretSighting> sightings) => sightings.Count(sighting => sighting.Rule == rule.Id);
}
