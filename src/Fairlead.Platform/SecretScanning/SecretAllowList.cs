using System.Globalization;
using System.Text;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Owned;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Importing;
using Fairlead.Secrets.Rules;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning;

/// <summary>An entry as it stands.</summary>
/// <param name="Connection">Its name; <see langword="null"/>: it holds in every Jira.</param>
internal sealed record StandingAllow(AllowRow Entry, string? Connection, bool IsExpired)
{
    /// <summary>For people.</summary>
    public string Where => Connection is null ? "every Jira" : Entry.ProjectKey is { } key ? $"{Connection}/{key}" : Connection;
}

/// <summary>
/// What administrators say may stand in Jira: it is not told, whichever scan comes upon it, until the entry is removed or expires. Then the next scan tells it.
/// </summary>
internal sealed class SecretAllowList(
    Database database, AllowStore store, ScannerInUse inUse, SecretHasher hasher, ConnectionDirectory connections, JiraSites sites, ActivityLog activity, TimeProvider clock)
{
    /// <summary>So many entries there may be; each is asked of each match.</summary>
    public const int MaxEntries = 1_000;

    private const int MaxText = 100_000;
    private const int MaxReason = 500;

    /// <summary>Also what expired; the oldest first.</summary>
    public async Task<IReadOnlyList<StandingAllow>> ListAsync(CancellationToken ct)
    {
        var names = (await connections.ListAsync(ct)).ToDictionary(connection => connection.Id, connection => connection.Name);
        return [.. (await store.ListAsync(ct)).Select(entry => Standing(entry, entry.ConnectionId is { } id ? names.GetValueOrDefault(id, id.ToString()) : null))];
    }

    /// <summary>One exact value, or each list of a file.</summary>
    /// <returns>In their order.</returns>
    /// <exception cref="ProblemException">Something of it cannot be taken; nothing is then kept.</exception>
    /// <exception cref="Fairlead.Jira.JiraUnavailableException">Whether there is such a project cannot be asked.</exception>
    /// <exception cref="ConnectionUnusableException"/>
    public async Task<IReadOnlyList<StandingAllow>> AddAsync(SecretAllowRequest request, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Check(request, now);
        var rules = await inUse.CurrentAsync(ct);
        if (request.Rule is { } name && rules.All.Find(name) is null)
            throw NoRule(name, "/rule");
        var lists = request.List is { } text ? Read(text, rules) : [];
        RefuseSecrets(request, lists, rules.Scanner);
        var (connection, project, key) = await ScopeAsync(request, ct);
        var entry = new AllowRow
        {
            ConnectionId = connection?.Id,
            ProjectId = project,
            ProjectKey = key,
            Reason = request.Reason.Trim(),
            AddedBy = actor.Name,
            AddedAt = now,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        List<AllowRow> entries = request.Value is { } value
            ?
            [
                entry with
                {
                    Id = SecretAllowId.New(clock),
                    ValueHash = hasher.HashOf(value),
                    Masked = SecretMask.Of(Encoding.UTF8.GetBytes(value)),
                    Rule = request.Rule is { } rule ? rules.All.Find(rule)!.Id : null,
                },
            ]
            : [.. lists.Select(list => entry with { Id = SecretAllowId.New(clock), List = RuleFileWriter.Write(list) })];
        if ((await store.ListAsync(ct)).Count + entries.Count > MaxEntries)
            throw Wrong(request.List is null ? "/value" : "/list", $"There may be {MaxEntries} entries; remove some, such as those that expired: fairlead secrets allow list");

        await using var work = await database.BeginAsync(ct);
        foreach (var one in entries)
        {
            await AllowStore.InsertAsync(work, one, ct);
            await activity.AppendAsync(work, actor, "secrets.allow-added", one.Id.ToString(), Told(Standing(one, connection?.Name)), ct);
        }

        await SecretSettingsStore.RaiseRulesAsync(work, ct);
        await work.CommitAsync(ct);
        return [.. entries.Select(one => Standing(one, connection?.Name))];
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(SecretAllowId id, Actor actor, CancellationToken ct)
    {
        if ((await ListAsync(ct)).FirstOrDefault(one => one.Entry.Id == id) is not { } entry)
            return false;
        await using var work = await database.BeginAsync(ct);
        if (!await AllowStore.DeleteAsync(work, id, ct))
            return false;
        await activity.AppendAsync(work, actor, "secrets.allow-removed", id.ToString(), Told(entry), ct);
        await SecretSettingsStore.RaiseRulesAsync(work, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>What an entry allows, in a few words without the value.</summary>
    public static string WordsOf(AllowRow entry)
    {
        if (entry.List is not { } list)
            return $"{entry.Masked}{(entry.Rule is { } rule ? $" of {rule}" : "")}";
        try
        {
            return AllowListReader.Read("", new StringReader(list))[0].Name;
        }
        catch (SecretRuleException e)
        {
            return $"a list that cannot be read any more ({e.Reason})";
        }
    }

    private static string Told(StandingAllow one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{WordsOf(one.Entry)} in {one.Where}, {(one.Entry.ExpiresAt is { } end ? $"until {end:yyyy-MM-dd HH:mm} UTC" : "without end")}: {one.Entry.Reason}");

    private StandingAllow Standing(AllowRow entry, string? connection) => new(entry, connection, !entry.Holds(clock.GetUtcNow()));

    private static void Check(SecretAllowRequest request, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MaxReason || request.Reason.Any(char.IsControl))
            throw Wrong("/reason", $"Say why it may stand, in 1 to {MaxReason} characters on one line.");
        if (request.Value is null == request.List is null)
            throw Wrong("/value", "Give an exact value or a list of what may stand: one of the two.");
        if (request.Value is { Length: 0 or > MaxText })
            throw Wrong("/value", $"Give the exact text, 1 to {MaxText} characters.");
        if (request.List is { Length: > MaxText })
            throw Wrong("/list", $"Give {MaxText} characters at most.");
        if (request is { Rule: not null, List: not null })
            throw Wrong("/rule", "A list names its rules itself ('rules').");
        if (request is { Project: not null, Connection: null })
            throw Wrong("/connection", "Say in which Jira the project is.");
        if (request.ExpiresAt <= now)
            throw Wrong("/expiresAt", "It is over already. Give a time to come, or none for an entry without an end.");
    }

    private static IReadOnlyList<AllowList> Read(string text, RulesInUse rules)
    {
        IReadOnlyList<AllowList> lists;
        try
        {
            lists = AnyRuleFile.ReadAllow("list", text);
        }
        catch (SecretRuleException e)
        {
            throw Wrong("/list", $"Line {e.Line}: {e.Reason}");
        }

        // A misspelt name would allow nothing, and nobody would know.
        return lists.SelectMany(list => list.Rules).FirstOrDefault(name => rules.All.Find(name) is null) is { } stranger ? throw NoRule(stranger, "/list") : lists;
    }

    private static void RefuseSecrets(SecretAllowRequest request, IReadOnlyList<AllowList> lists, SecretScanner scanner)
    {
        Refuse("/reason", WrittenSecrets.In(request.Reason, scanner));
        foreach (var list in lists)
            Refuse("/list", WrittenSecrets.In(list, scanner));

        static void Refuse(string pointer, string? found)
        {
            if (found is not null)
                throw Wrong(pointer, $"It {WrittenSecrets.Told(found)}");
        }
    }

    private async Task<(Connection? Connection, string? ProjectId, string? ProjectKey)> ScopeAsync(SecretAllowRequest request, CancellationToken ct)
    {
        if (request.Connection is not { } name)
            return (null, null, null);
        var connection = await connections.FindByNameOrIdAsync(name, ct)
            ?? throw new ProblemException(Problem.AtPointer(ProblemKind.NotFound, "/connection", $"There is no connection {Problem.Quote(name)}. Those that there are: fairlead connection list"));
        if (request.Project is not { } keyOrId)
            return (connection, null, null);
        var project = await (await sites.ClientForAsync(connection.Id, ct)).Projects.GetAsync(keyOrId, ct)
            ?? throw new ProblemException(Problem.AtPointer(ProblemKind.NotFound, "/project", $"Jira has no project {Problem.Quote(keyOrId)} that the connection's account may see."));
        return (connection, project.Id, project.Key);
    }

    private static ProblemException NoRule(string name, string pointer) =>
        new(Problem.AtPointer(ProblemKind.UnknownRule, pointer, $"There is no rule {Problem.Quote(name)}. Those that there are: fairlead secrets rules list --on-server"));

    private static ProblemException Wrong(string pointer, string message) => new(Problem.AtPointer(ProblemKind.ValidationFailed, pointer, message));
}
