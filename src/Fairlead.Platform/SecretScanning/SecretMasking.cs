using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Acting;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning;

/// <summary>
/// Takes secrets out of descriptions and comments of Jira, and puts them back (docs/adr/0012). Each text is read right before it is written; one that cannot be
/// changed exactly is not changed at all.
/// </summary>
internal sealed class SecretMasking(
    Database database, SecretFindingStore findings, MaskingStore maskings, TextMasker masker, SecretHasher hasher, ScannerInUse inUse, ConnectionDirectory connections, JiraSites sites, ActivityLog activity,
    IOptions<SecretScanningOptions> options, TimeProvider clock)
{
    /// <summary>How long a former text is kept for an undo.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Between two looks whether an undo is possible still; an account that misses a right for a moment loses none.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromDays(1);

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1_000 };

    /// <summary>What masking would do at each place; nothing is changed.</summary>
    /// <returns><see langword="null"/>: there is no such secret.</returns>
    /// <exception cref="ProblemException">Masking is off.</exception>
    /// <exception cref="ConnectionUnusableException"/>
    public Task<IReadOnlyList<SecretMaskPlace>?> PreviewAsync(SecretFindingId id, CancellationToken ct) => EachAsync(id, null, ct);

    /// <inheritdoc cref="PreviewAsync"/>
    /// <summary>Masks it wherever that can be done, place by place.</summary>
    public async Task<IReadOnlyList<SecretMaskPlace>?> MaskAsync(SecretFindingId id, Actor actor, CancellationToken ct)
    {
        var places = await EachAsync(id, actor, ct);
        if (places is not null)
            await TellAsync(id, "secrets.masked", places, actor, ct);
        return places;
    }

    /// <inheritdoc cref="PreviewAsync"/>
    /// <summary>Puts former texts back where nobody edited them since, the last one first.</summary>
    public async Task<IReadOnlyList<SecretMaskPlace>?> UnmaskAsync(SecretFindingId id, Actor actor, CancellationToken ct)
    {
        if (await findings.FindAsync(id, ct) is not { } secret)
            return null;
        Demand();
        await hasher.ReadyAsync(ct);
        var jira = await sites.WriterForAsync(secret.Connection, ct);
        var places = new List<SecretMaskPlace>();
        foreach (var masking in await maskings.OfAsync(id, ct))
        {
            var place = new SecretMaskPlace(masking.IssueKey, masking.Kind, masking.PlaceId, masking.PlaceName, SecretMaskState.Possible, 0, null);
            places.Add(await TryAsync(place, () => RestoreAsync(jira, masking, place, ct)));
        }

        await TellAsync(id, "secrets.unmasked", places, actor, ct);
        return places;
    }

    /// <summary>
    /// Drops former texts that were kept long enough, and those that cannot be put back any more: the connection is gone, somebody edited the text, or it has not been there for the account for a day.
    /// </summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var masking in await maskings.ToLookForAsync(now - LookPause, ct))
        {
            await hasher.ReadyAsync(ct);
            var (isPossible, isMissing) = await StandsAsync(masking, ct);
            var missingSince = isMissing ? masking.MissingSince ?? now : (DateTimeOffset?)null;
            if (isPossible && !(missingSince <= now - LookPause))
                await maskings.LookedAsync(masking.Id, now, missingSince, ct);
            else
                await maskings.DropAsync([masking.Id], ct);
        }

        for (var old = await maskings.OlderThanAsync(clock.GetUtcNow() - Kept, ct); old.Count > 0; old = await maskings.OlderThanAsync(clock.GetUtcNow() - Kept, ct))
            await maskings.DropAsync(old, ct);
    }

    /// <summary>Whether a masked text may be put back still. While Jira does not answer it may.</summary>
    private async Task<(bool IsPossible, bool IsMissing)> StandsAsync(StoredMasking masking, CancellationToken ct)
    {
        if (await connections.FindAsync(masking.Connection, ct) is null)
            return (false, false);
        try
        {
            var text = new JiraText(await sites.ClientForAsync(masking.Connection, ct), masking.IssueKey, masking.Kind, masking.PlaceId);
            return await text.ReadAsync(ct) is { } body ? (CryptographicOperations.FixedTimeEquals(masker.MarkOf(body), masking.Mark) || await maskings.HasOthersAsync(masking.Id, ct), false) : (true, true);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or ConnectionUnusableException)
        {
            return (true, masking.MissingSince is not null);
        }
    }

    /// <param name="actor"><see langword="null"/>: nothing is changed.</param>
    private async Task<IReadOnlyList<SecretMaskPlace>?> EachAsync(SecretFindingId id, Actor? actor, CancellationToken ct)
    {
        if (await findings.FindAsync(id, ct) is not { } secret || await findings.ValueHashAsync(id, ct) is not { } hash)
            return null;
        Demand();
        var jira = await sites.WriterForAsync(secret.Connection, ct);
        var places = new List<SecretMaskPlace>();
        foreach (var at in secret.Places.GroupBy(place => (place.IssueKey, place.Kind, place.PlaceId, place.IsHistorical)))
        {
            var (issue, kind, placeId, isHistorical) = at.Key;
            var place = new SecretMaskPlace(issue, kind, placeId, at.First().PlaceName, SecretMaskState.Possible, at.Count(), null);
            places.Add(isHistorical
                ? place with { State = SecretMaskState.NotMasked, Detail = "Jira's history cannot be changed; revoke it" }
                : !JiraText.IsKind(kind)
                    ? place with { State = SecretMaskState.NotMasked, Detail = "only descriptions and comments are masked; edit it in Jira" }
                    : await TryAsync(place, () => MaskAsync(jira, secret, hash, place, actor, ct)));
        }

        return places;
    }

    private async Task<SecretMaskPlace> MaskAsync(JiraClient jira, SecretFinding secret, byte[] hash, SecretMaskPlace place, Actor? actor, CancellationToken ct)
    {
        var text = new JiraText(jira, place.IssueKey, place.Kind, place.PlaceId);
        if (await text.ReadAsync(ct) is not { } body)
            return Refused(place, "it is not there any more, or the connection's account may not see it");
        if (await text.WhyNotAsync(ct) is { } why)
            return Refused(place, why);
        var scanner = (await inUse.CurrentAsync(ct)).Scanner;
        switch (masker.Mask(scanner, body, secret.Rule, hash))
        {
            case MaskedText.Refused refused:
                return Refused(place, refused.Reason);
            case MaskedText.Done done when actor is null:
                return place with { Count = done.Count };
            case MaskedText.Done done:
                // What it was is kept before it is changed: no kill leaves a change without its undo.
                var masking = new StoredMasking(Guid.CreateVersion7(clock.GetUtcNow()), place.IssueKey, place.Kind, place.PlaceId, place.PlaceName, done.Mark);
                await maskings.PutAsync(masking, secret.Id, secret.Connection, new SecretText(body.GetRawText()), actor.Name, clock.GetUtcNow(), ct);
                var outcome = await text.WriteAsync(done.Body, ct);
                if (outcome is JiraOutcome<JiraAccepted>.Rejected or JiraOutcome<JiraAccepted>.NotSent)
                    await maskings.DropAsync([masking.Id], ct);
                return Told(place with { Count = done.Count }, SecretMaskState.Masked, outcome);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<SecretMaskPlace> RestoreAsync(JiraClient jira, StoredMasking masking, SecretMaskPlace place, CancellationToken ct)
    {
        var text = new JiraText(jira, masking.IssueKey, masking.Kind, masking.PlaceId);
        if (await text.ReadAsync(ct) is not { } body)
            return Refused(place, "it is not there any more, or the connection's account may not see it");
        if (!CryptographicOperations.FixedTimeEquals(masker.MarkOf(body), masking.Mark))
        {
            // The change never reached Jira, or somebody wrote since: either way there is nothing left that could be put back.
            if (!await maskings.HasOthersAsync(masking.Id, ct))
                await maskings.DropAsync([masking.Id], ct);
            return Refused(place, "it is not as masking left it; Jira's history of the issue may show what it was");
        }

        if (await text.WhyNotAsync(ct) is { } why)
            return Refused(place, why);
        if (await maskings.OriginalAsync(masking.Id, ct) is not { } original)
            return Refused(place, "what it was is not kept any more");
        var outcome = await text.WriteAsync(JsonNode.Parse(original.Reveal(), null, Deep)!, ct);
        if (outcome is JiraOutcome<JiraAccepted>.Committed)
            await maskings.DropAsync([masking.Id], ct);
        return Told(place, SecretMaskState.Restored, outcome);
    }

    private static async Task<SecretMaskPlace> TryAsync(SecretMaskPlace place, Func<Task<SecretMaskPlace>> actAsync)
    {
        try
        {
            return await actAsync();
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or VaultException)
        {
            return Refused(place, e.Message);
        }
    }

    /// <summary>Notes what came of it, and asks for a look at the issues, which sees what stands there now.</summary>
    private async Task TellAsync(SecretFindingId id, string what, IReadOnlyList<SecretMaskPlace> places, Actor actor, CancellationToken ct)
    {
        if (await findings.FindAsync(id, ct) is not { } secret || places.Count == 0)
            return;
        await using var work = await database.BeginAsync(ct);
        foreach (var issue in places.Where(Changed).Select(place => place.IssueKey).Distinct())
            await SecretScanStore.AskAsync(work, SecretScanId.New(clock), secret.Connection, secret.ProjectId, issue[..issue.LastIndexOf('-')], issue, true, actor.Name, clock.GetUtcNow(), ct);
        await activity.AppendAsync(
            work, actor, what, id.ToString(),
            $"{secret.Rule} {secret.Masked}: {places.Count(Changed)} of {places.Count} places: {string.Join("; ", places.Select(place => $"{place.IssueKey} {place.PlaceName} {place.State}"))}", ct);
        await work.CommitAsync(ct);
    }

    private static bool Changed(SecretMaskPlace place) => place.State is SecretMaskState.Masked or SecretMaskState.Restored or SecretMaskState.Unknown;

    private static SecretMaskPlace Refused(SecretMaskPlace place, string why) => place with { State = SecretMaskState.Refused, Detail = why };

    private static SecretMaskPlace Told(SecretMaskPlace place, SecretMaskState done, JiraOutcome<JiraAccepted> outcome) => outcome switch
    {
        JiraOutcome<JiraAccepted>.Committed => place with { State = done },
        JiraOutcome<JiraAccepted>.Rejected no => Refused(place, $"Jira refused it ({no.Status}): {no.Error}"),
        JiraOutcome<JiraAccepted>.NotSent unsent => Refused(place, unsent.Message),
        JiraOutcome<JiraAccepted>.Uncertain unknown => place with { State = SecretMaskState.Unknown, Detail = unknown.Message },
        _ => throw new UnreachableException(),
    };

    private void Demand()
    {
        if (!options.Value.MasksInJira)
            throw new ProblemException(new Problem(ProblemKind.Conflict, "Masking in Jira is off. Who runs the server turns it on with FAIRLEAD_SecretScanning__MasksInJira=true."));
    }
}
