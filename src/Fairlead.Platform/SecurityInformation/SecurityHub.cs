using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Platform.SecurityInformation.Merging;
using Fairlead.Platform.SecurityInformation.Reading;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>
/// Keeps what providers tell through Jira's Security Information API: docs/security-information.md. What a write says is stored when its task
/// ends; repeating any of them is safe.
/// </summary>
internal sealed class SecurityHub(Database database, SecurityStore store, OtherNames otherNames, ProviderTurns turns, PushBurst burst, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Stores vulnerabilities, all in one transaction.</summary>
    /// <returns>Ids of those that would be associated with more issues than a vulnerability can have, of which nothing is stored.</returns>
    public async Task<IReadOnlySet<string>> SubmitAsync(SecurityProvider provider, VulnerabilitySubmission submission, CancellationToken ct)
    {
        var crowded = new HashSet<string>(StringComparer.Ordinal);
        if (submission.Vulnerabilities.Count == 0)
            return crowded;
        burst.Note(submission.Vulnerabilities.Count);
        using var turn = await turns.TakeAsync(provider, ct);
        var names = await otherNames.OfAsync(provider, submission.Vulnerabilities, ct);
        await using var work = await database.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var held = await SecurityStore.HoldAsync(work, provider, now, ct);
        long? propertySet = submission.Properties.Count == 0
            ? null
            : await SecurityStore.PropertySetAsync(work, held.No, DigestOf(submission.Properties), submission.Properties, ct);

        var ids = submission.Vulnerabilities.Select(v => v.Id).Distinct(StringComparer.Ordinal).ToArray();
        var known = await SecurityStore.KnownAsync(work, held.No, ids, ct);
        var changed = new Dictionary<string, StoredVulnerability>(StringComparer.Ordinal);
        foreach (var told in submission.Vulnerabilities)
        {
            var before = changed.GetValueOrDefault(told.Id) ?? known.GetValueOrDefault(told.Id);
            var after = VulnerabilityMerge.Apply(before, told, propertySet, names);
            if (after.Associations.Count > VulnerabilityReader.MaxAssociations)
                crowded.Add(told.Id);
            else if (!ReferenceEquals(before, after))
                changed[told.Id] = after;
        }

        // An id is accepted or has failed, never both.
        foreach (var id in crowded)
            changed.Remove(id);
        var moved = changed.Values.Where(c => known.TryGetValue(c.Id, out var before) && before.ContainerId != c.ContainerId).Select(c => c.Id).ToArray();
        if (changed.Count > 0)
            await SecurityStore.PutAsync(work, held, changed.Values, moved, now, ct);
        var inUse = changed.Values.Select(c => c.PropertySet).ToHashSet();
        await SecurityStore.ForgetSetsAsync(work, known.Values.Select(k => k.PropertySet).Append(propertySet).Where(set => !inUse.Contains(set)).OfType<long>(), ct);
        await work.CommitAsync(ct);
        return crowded;
    }

    /// <summary>Takes back what a name turned out to be that something was taken back by, unless the provider said otherwise meanwhile.</summary>
    /// <param name="same">Names, in capitals, of the same issue; empty: it is none of those that are associated.</param>
    /// <param name="compared">Names, in capitals, that were looked at.</param>
    /// <returns><see langword="false"/>: by now the name may be one that was not.</returns>
    public async Task<bool> SettleAsync(SecurityProvider provider, string id, string name, IReadOnlySet<string> same, IReadOnlySet<string> compared, CancellationToken ct)
    {
        using var turn = await turns.TakeAsync(provider, ct);
        await using var work = await database.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var held = await SecurityStore.HoldAsync(work, provider, now, ct);
        if (!(await SecurityStore.KnownAsync(work, held.No, [id], ct)).TryGetValue(id, out var stored))
            return true;
        if (TakeBacks.ConcernedBy(name, stored.TakenBack, stored.Associations).Any(a => !compared.Contains(a.ToUpperInvariant())))
            return false;
        var after = VulnerabilityMerge.Settle(stored, name, same);
        await SecurityStore.PutAsync(work, held, [after], [], now, ct);
        await AssociationStore.TakeBackAsync(work, held.No, id, [.. stored.Associations.Except(after.Associations, StringComparer.Ordinal)], now, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <returns><see langword="null"/>: this provider has none of this id.</returns>
    public Task<StoredVulnerability?> VulnerabilityAsync(SecurityProvider provider, string id, CancellationToken ct) => store.GetAsync(provider.Key, id, ct);

    /// <summary>Nothing happens when there is none of this id.</summary>
    public async Task DeleteAsync(SecurityProvider provider, Actor actor, string id, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var held = await SecurityStore.HoldAsync(work, provider, clock.GetUtcNow(), ct);
        if (await SecurityStore.DeleteAsync(work, held.No, id, ct) > 0)
            await activity.AppendAsync(work, actor, "security.vulnerability-deleted", provider.Key, id, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Deletes what came with all of the properties.</summary>
    /// <param name="properties">At least one; a name that occurs twice must have both values, which nothing has.</param>
    public async Task DeleteAsync(SecurityProvider provider, Actor actor, IReadOnlyList<KeyValuePair<string, string>> properties, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var held = await SecurityStore.HoldAsync(work, provider, clock.GetUtcNow(), ct);
        var deleted = await SecurityStore.DeleteAsync(work, held.No, properties, ct);
        if (deleted > 0)
            await activity.AppendAsync(work, actor, "security.vulnerabilities-deleted", provider.Key, $"{deleted:N0} by properties", ct);
        await work.CommitAsync(ct);
    }

    public Task<IReadOnlyList<string>> WorkspacesAsync(SecurityProvider provider, CancellationToken ct) => store.WorkspacesAsync(provider.Key, ct);

    /// <returns>When it was linked; <see langword="null"/>: it is not.</returns>
    public Task<DateTimeOffset?> WorkspaceAsync(SecurityProvider provider, string id, CancellationToken ct) => store.WorkspaceAsync(provider.Key, id, ct);

    /// <summary>Those that are linked already stay as they are.</summary>
    public async Task LinkAsync(SecurityProvider provider, Actor actor, IReadOnlyList<string> workspaces, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var now = clock.GetUtcNow();
        var held = await SecurityStore.HoldAsync(work, provider, now, ct);
        var linked = await SecurityStore.LinkAsync(work, held.No, workspaces, now, ct);
        if (linked > 0)
            await activity.AppendAsync(work, actor, "security.workspaces-linked", provider.Key, $"{linked:N0} of {workspaces.Count:N0}", ct);
        await work.CommitAsync(ct);
    }

    /// <summary>
    /// Those that are not linked are passed over. Vulnerabilities stay while another workspace is linked: they name a container, and nothing says whose that is.
    /// With the last one all go.
    /// </summary>
    public async Task UnlinkAsync(SecurityProvider provider, Actor actor, IReadOnlyList<string> workspaces, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var held = await SecurityStore.HoldAsync(work, provider, clock.GetUtcNow(), ct);
        var unlinked = await SecurityStore.UnlinkAsync(work, held.No, workspaces, ct);
        if (unlinked > 0)
        {
            await activity.AppendAsync(work, actor, "security.workspaces-unlinked", provider.Key, $"{unlinked:N0} of {workspaces.Count:N0}", ct);
            if (await SecurityStore.DeleteWithoutWorkspaceAsync(work, held.No, ct) is > 0 and var deleted)
                await activity.AppendAsync(work, actor, "security.vulnerabilities-deleted", provider.Key, $"{deleted:N0} with the last workspace", ct);
        }

        await work.CommitAsync(ct);
    }

    private static byte[] DigestOf(IReadOnlyDictionary<string, string> properties) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, string>(properties.ToDictionary(), StringComparer.Ordinal)));
}
