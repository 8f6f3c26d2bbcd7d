using Fairlead.Client.Access;
using Fairlead.Jira;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary><c>settings</c>: of this Fairlead, and who has explicit access, of one Jira.</summary>
internal static class Settings
{
    private const int MaxEntries = 1_000;
    private const int MaxName = 255;

    private static readonly string[] Levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"];

    public static void MapSettings(this RouteGroupBuilder group)
    {
        group.MapGet("/settings", Get).Describe("settings", "The settings of this Fairlead.");
        group.MapPut("/settings", Change).Describe(
            "changeSettings", "Changes those that are given.", QueryParameter.Flag("autoScan", "Whether projects are kept up to date."),
            QueryParameter.Text("logLevelOverride", $"One of {string.Join(", ", Levels)}."));
        group.MapGet("/settings/entity-permissions", Permissions).Describe("entityPermissions", "Who has explicit access.");
        group.MapPut("/settings/entity-permissions", ChangePermissions).DescribeWith<List<PermissionEntry>>("changeEntityPermissions", "Replaces the list of who has explicit access.");
    }

    private static async Task<Ok<SettingsAnswer>> Get(ScannerCaller caller, ScannerAccess access, SecretSettingsStore settings, CancellationToken ct)
    {
        await access.AdministratorAsync(caller, Role.Viewer, ct);
        return TypedResults.Ok(Answer(await settings.GetAsync(ct)));
    }

    private static async Task<Ok<SettingsAnswer>> Change(
        ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretSettings settings, CancellationToken ct)
    {
        var isOn = ScannerApi.Flag(request, "autoScan");
        var level = ScannerApi.Text(request, "logLevelOverride");
        if (level is not null && !Levels.Contains(level))
            throw new ProblemException(Problem.AtParameter(ProblemKind.InvalidQueryParameter, "logLevelOverride", $"logLevelOverride: give one of {string.Join(", ", Levels)}."));
        await access.AdministratorAsync(caller, Role.Administrator, ct);
        return TypedResults.Ok(Answer(await settings.ChangeAsync(isOn, level, caller.Actor, ct)));
    }

    private static async Task<Ok<List<PermissionEntry>>> Permissions(ScannerCaller caller, ScannerAccess access, SecretAccessStore store, CancellationToken ct)
    {
        await access.AdministratorAsync(caller, Role.Viewer, ct);
        return TypedResults.Ok(Answer(await store.ListAsync(caller.Connection.Id, ct)));
    }

    private static async Task<Ok<List<PermissionEntry>>> ChangePermissions(
        ScannerCaller caller, HttpRequest request, ScannerAccess access, SecretSettings settings, CancellationToken ct)
    {
        await access.AdministratorAsync(caller, Role.Administrator, ct);
        var asked = await ScannerApi.BodyAsync<List<PermissionEntry>>(request, ct);
        if (asked.Count > MaxEntries)
            throw Invalid("", $"at most {MaxEntries} entries");
        var jira = await access.ClientAsync(caller, ct);
        var entries = new List<AccessEntry>();
        for (var i = 0; i < asked.Count; i++)
        {
            var entry = await EntryAsync(jira, asked[i], $"/{i}", ct);
            if (entries.Contains(entry))
                throw Invalid($"/{i}", $"{entry.Name} is there twice");
            entries.Add(entry);
        }

        await settings.GiveAccessAsync(caller, access, entries, ct);
        return TypedResults.Ok(Answer(entries));
    }

    /// <summary>As Jira knows it, so that nobody gets in by a name that somebody else is given later.</summary>
    private static async Task<AccessEntry> EntryAsync(JiraClient jira, PermissionEntry? entry, string pointer, CancellationToken ct)
    {
        if (entry?.IdOrKey is not { Length: > 0 and <= MaxName } name)
            throw Invalid(pointer, "idOrKey: name a user or group");
        switch (entry.Type)
        {
            case "USER":
                var user = await jira.Users.FindByKeyAsync(name, ct) ?? await jira.Users.FindAsync(name, ct)
                    ?? throw Invalid(pointer, $"Jira shows no user {Problem.Quote(name)}; on Data Center give the user's key or name, on Cloud the account id");
                return new AccessEntry(AccessKind.User, user.Key ?? user.Id);
            case "GROUP":
                return await jira.Groups.HasAsync(name, ct) switch
                {
                    true => new AccessEntry(AccessKind.Group, name),
                    false => throw Invalid(pointer, $"Jira shows no group {Problem.Quote(name)}"),
                    null => throw Invalid(pointer, $"more groups hold {Problem.Quote(name)} in their name than Jira shows you; have somebody set it who administers Jira"),
                };
            default:
                throw Invalid(pointer, "type: USER or GROUP");
        }
    }

    private static ProblemException Invalid(string pointer, string message) =>
        new(Problem.AtPointer(ProblemKind.InvalidPermissionEntry, pointer, $"{(pointer.Length == 0 ? "" : $"Entry {pointer[1..]}: ")}{message}. The list is as it was."));

    private static SettingsAnswer Answer(SettingsRow row) => new(row.AutoScan, row.LogLevel);

    private static List<PermissionEntry> Answer(IReadOnlyList<AccessEntry> entries) =>
        [.. entries.Select(e => new PermissionEntry { Type = e.Kind == AccessKind.User ? "USER" : "GROUP", IdOrKey = e.Name })];
}

internal sealed record SettingsAnswer(bool AutoScan, string LogLevelOverride);

internal sealed record PermissionEntry
{
    public string? Type { get; init; }

    public string? IdOrKey { get; init; }
}
