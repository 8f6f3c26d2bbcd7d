using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Compatible;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Changes what is set for scanning. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class SecretSettings(Database database, SecretSettingsStore settings, ScannerLogLevel logLevel, ActivityLog activity)
{
    /// <summary>What is <see langword="null"/> stays.</summary>
    public async Task<SettingsRow> ChangeAsync(bool? autoScan, string? level, Actor actor, CancellationToken ct)
    {
        var before = await settings.GetAsync(ct);
        var after = new SettingsRow { AutoScan = autoScan ?? before.AutoScan, LogLevel = level ?? before.LogLevel };
        if (after == before)
            return before;

        await using var work = await database.BeginAsync(ct);
        await SecretSettingsStore.PutAsync(work, after, ct);
        // Turned on again, it takes the projects that there are then for known.
        if (before.AutoScan && !after.AutoScan)
            await SecretSettingsStore.ForgetBaselinesAsync(work, ct);
        await activity.AppendAsync(work, actor, "secrets.settings-changed", null, $"Scans by itself: {(after.AutoScan ? "yes" : "no")}; log: {after.LogLevel}", ct);
        await work.CommitAsync(ct);
        logLevel.Set(after.LogLevel);
        return after;
    }

    /// <summary>The entries take the place of all that there were.</summary>
    /// <exception cref="ProblemException">The caller has access by the list alone, and would take it from himself.</exception>
    public async Task GiveAccessAsync(ScannerCaller caller, ScannerAccess access, IReadOnlyList<AccessEntry> entries, CancellationToken ct)
    {
        if (caller is ScannerCaller.OfJira person && !await ScannerAccess.AdministersJiraAsync(person, ct) && !await access.IsAmongAsync(person, entries, ct))
            throw new ProblemException(new Problem(ProblemKind.LastAdministrator, "You would take your own access away; a Jira administrator can. The list is as it was."));

        await using var work = await database.BeginAsync(ct);
        await SecretAccessStore.ReplaceAsync(work, caller.Connection.Id, entries, ct);
        var names = entries.Count == 0 ? "nobody" : string.Join(", ", entries.Select(e => $"{(e.Kind == AccessKind.User ? "user" : "group")} {e.Name}"));
        await activity.AppendAsync(work, caller.Actor, "secrets.access-changed", caller.Connection.Id.ToString(), $"{caller.Connection.Name}: {names}", ct);
        await work.CommitAsync(ct);
    }
}
