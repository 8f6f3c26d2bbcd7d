using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>What looking through an attachment's content brought.</summary>
/// <param name="IsSettled">Looking again under the same rules would bring the same.</param>
internal sealed record ScannedAttachment(
    string Id, bool IsSettled, int Texts, long Bytes, IReadOnlyList<SecretSighting> Sightings, IReadOnlyList<SkippedPlace> Skipped)
{
    /// <summary>It is there and could not be looked through now: what was found in it before stands.</summary>
    public bool IsUnread => Skipped.Any(place => place.Cause is SkipCause.NoPdfProgram or SkipCause.TooSlow or SkipCause.Forbidden or SkipCause.NotGiven);

    /// <summary>Rules, by id, that did not come to their end in it: what they found in it before stands.</summary>
    public IReadOnlyCollection<string> Stalled { get; init; } = [];

    /// <summary>All that it lacks is the program that reads PDF.</summary>
    public bool WaitsForPdf => !IsSettled && !Skipped.Any(place => place.Cause is SkipCause.TooSlow or SkipCause.Gone or SkipCause.Forbidden or SkipCause.NotGiven or SkipCause.RuleStalled);

    /// <summary>More stands in it than was kept: what was found in it before may be among that.</summary>
    public bool IsCut => Skipped.Any(place => place.Cause == SkipCause.TooManyMatches);
}

/// <summary>Fetches attachments and looks through what is in them. However many scans there are, what they hold in memory together is bounded.</summary>
internal sealed class AttachmentScanner(IssueScanner scanner)
{
    private static readonly AttachmentLimits Limits = new();

    /// <summary>One large file at a time, or several small ones; what is unpacked comes on top.</summary>
    private readonly ByteBudget _budget = new(Limits.MaxFileBytes);
    private readonly AttachmentTexts _texts = new(Limits);

    /// <summary>Whether the program that reads PDF is there now.</summary>
    public static bool ReadsPdf => PdfText.IsInstalled(Limits);

    /// <summary>Of what is fetched, so that groups of attachments can be made by it.</summary>
    public static long CostOf(JiraAttachment attachment) => attachment.Bytes > Limits.MaxFileBytes ? Limits.HeadBytes : attachment.Bytes ?? Limits.MaxFileBytes;

    /// <exception cref="JiraUnavailableException">It is not about this attachment: Jira gives nothing at the moment.</exception>
    /// <exception cref="JiraRefusedException">The account may not sign in any more.</exception>
    public async Task<ScannedAttachment> ScanAsync(RulesInUse rules, JiraClient jira, JiraAttachment attachment, CancellationToken ct)
    {
        using var held = await _budget.TakeAsync(CostOf(attachment), ct);
        JiraFile file;
        try
        {
            file = await jira.Attachments.ContentAsync(attachment, Limits.MaxFileBytes, Limits.HeadBytes, head => AttachmentTexts.WhyNotRead(head.Span) is null, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException { Cause: not JiraFailureCause.RateLimited } or JiraRefusedException { Cause: not JiraRefusalCause.RateLimited })
        {
            // Is it the file, or Jira? Whoever is told who he is may go on without the file.
            await jira.Myself.GetAsync(ct);
            return NotRead(rules, attachment, e is JiraRefusedException ? new AttachmentSkipped.Forbidden() : new AttachmentSkipped.NotGiven());
        }

        return file switch
        {
            JiraFile.Whole whole => await ScanAsync(rules, attachment, whole.Bytes, ct),
            JiraFile.Unwanted unwanted => NotRead(rules, attachment, AttachmentTexts.WhyNotRead(unwanted.Head.Span)!),
            JiraFile.TooLarge => NotRead(rules, attachment, new AttachmentSkipped.TooLarge(Limits.MaxFileBytes)),
            _ => NotRead(rules, attachment, new AttachmentSkipped.Gone()),
        };
    }

    private async Task<ScannedAttachment> ScanAsync(RulesInUse rules, JiraAttachment attachment, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var (texts, bytes, isSettled) = (0, 0L, true);
        var sightings = new List<SecretSighting>();
        var stalled = new HashSet<string>(StringComparer.Ordinal);
        var skipped = new List<SkippedPlace>();
        var matches = new SecretMatches();
        await foreach (var part in _texts.OfContentAsync(attachment.Id, attachment.FileName, content, ct))
        {
            switch (part)
            {
                case AttachmentPart.Text { Value: var text }:
                    texts++;
                    bytes += text.Utf8.Length;
                    var end = scanner.Scan(rules, text, matches, sightings);
                    skipped.AddRange(end.Stalled.Select(rule => SkippedPlace.Stalled(rules, text, rule)));
                    stalled.UnionWith(end.Stalled);
                    if (!end.IsWhole)
                        skipped.Add(new SkippedPlace(text.PlaceId, PlaceNames.WithoutSecrets(rules.Scanner, text), SkipCause.TooManyMatches));
                    break;
                case AttachmentPart.Skipped left:
                    skipped.Add(new SkippedPlace(left.PlaceId, PlaceNames.WithoutSecrets(rules.Scanner, left.PlaceName), CauseOf(left.Reason)));
                    isSettled &= IsSettled(left.Reason);
                    break;
            }
        }

        return new ScannedAttachment(attachment.Id, isSettled && stalled.Count == 0, texts, bytes, sightings, skipped) { Stalled = stalled };
    }

    private static ScannedAttachment NotRead(RulesInUse rules, JiraAttachment attachment, AttachmentSkipped reason) =>
        new(attachment.Id, IsSettled(reason), 0, 0, [], [new SkippedPlace(attachment.Id, PlaceNames.WithoutSecrets(rules.Scanner, PlainText.OneLine(attachment.FileName)), CauseOf(reason))]);

    /// <summary>The content stays as it is; the program may be installed, and what Jira says may change.</summary>
    private static bool IsSettled(AttachmentSkipped reason) => reason is not
        (AttachmentSkipped.NoPdfProgram or AttachmentSkipped.TooSlow or AttachmentSkipped.Gone or AttachmentSkipped.Forbidden or AttachmentSkipped.NotGiven);

    private static SkipCause CauseOf(AttachmentSkipped reason) => reason switch
    {
        AttachmentSkipped.TooLarge => SkipCause.TooLarge,
        AttachmentSkipped.Encrypted => SkipCause.Encrypted,
        AttachmentSkipped.WithoutText => SkipCause.NoText,
        AttachmentSkipped.UnknownKind => SkipCause.UnknownKind,
        AttachmentSkipped.LimitReached => SkipCause.UnpackingLimit,
        AttachmentSkipped.NoPdfProgram => SkipCause.NoPdfProgram,
        AttachmentSkipped.TooSlow => SkipCause.TooSlow,
        AttachmentSkipped.Unreadable => SkipCause.Unreadable,
        AttachmentSkipped.Gone => SkipCause.Gone,
        AttachmentSkipped.Forbidden => SkipCause.Forbidden,
        AttachmentSkipped.NotGiven => SkipCause.NotGiven,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
