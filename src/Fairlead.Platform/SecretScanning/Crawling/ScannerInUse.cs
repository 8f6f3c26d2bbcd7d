using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Allowing;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>A rule as it stands in this Fairlead.</summary>
/// <param name="IsEnabled">Whether somebody wants it used, or it comes so; one with a problem is not.</param>
/// <param name="Own">As an administrator wrote it; <see langword="null"/>: it is one of Fairlead's.</param>
/// <param name="IsKnown">Whether it can be read, and its names are its own.</param>
/// <param name="Problem">Why it finds nothing though it is enabled; <see langword="null"/>: nothing is wrong.</param>
internal sealed record RuleStanding(SecretRule Rule, bool IsEnabled, OwnRuleRow? Own, string? Problem, bool IsKnown = true)
{
    public bool IsInUse => IsEnabled && Problem is null;
}

/// <summary>Rules that are in use together.</summary>
/// <param name="All">Also those that are not: their names are known.</param>
internal sealed record RulesInUse(long Revision, IReadOnlyList<RuleStanding> Standings, SecretRuleSet All, SecretRuleSet Rules, SecretScanner Scanner)
{
    /// <summary>In every project, also what expired.</summary>
    public IReadOnlyList<AllowEntry> Entries { get; init; } = [];

    /// <summary>What of their matches may stand; nothing until <see cref="In"/> said where.</summary>
    public AllowedHere Allowed { get; init; } = AllowedHere.Nothing;

    /// <summary>Whether <c>fairlead:allow</c> in a line counts.</summary>
    public bool ByMarks { get; init; }

    /// <summary>As they hold in one project at one moment: what administrators allow there is not told.</summary>
    public RulesInUse In(ConnectionId connection, string projectId, DateTimeOffset now) => this with { Allowed = AllowedHere.Of(Entries, ByMarks, connection, projectId, now) };

    /// <summary>Rules that are wanted and find nothing, because of a problem or because they were given up just now: what they found before stands.</summary>
    public string[] Silent => [.. Standings.Where(s => s is { IsEnabled: true, IsInUse: false } && Rules.Find(s.Rule.Id) is null).Select(s => s.Rule.Id), .. Scanner.GivenUp.Select(g => g.Rule.Id)];

    private readonly HashSet<string> _own = [.. Standings.Where(standing => standing.Own is not null).Select(standing => standing.Rule.Id)];

    /// <summary>Whether an administrator wrote it.</summary>
    public bool IsOwn(SecretRule rule) => _own.Contains(rule.Id);

    /// <summary>Of the rules, of how much is read, and of what is allowed: where it is another one, what was looked through before is out of date.</summary>
    public string Version => $"{Rules.Version}-{ReadingLimits.Version}{(Allowed.Version.Length == 0 ? "" : $"-{Allowed.Version}")}";
}

/// <summary>The scanner with the rules that are in use. Another node may change them, so each scan asks.</summary>
internal sealed class ScannerInUse(SecretSettingsStore settings, OwnRuleStore own, AllowStore allow, SecretHasher hasher, IOptions<SecretScanningOptions> options)
{
    private volatile RulesInUse? _latest;

    public RuleLimits Limits { get; } = new(options.Value.RuleTimePerMegabyte, (long)options.Value.RuleTableMegabytes << 20);

    public async Task<RulesInUse> CurrentAsync(CancellationToken ct)
    {
        await hasher.ReadyAsync(ct);
        // The number first: what is changed meanwhile is seen by the next who asks.
        var revision = await settings.RulesRevisionAsync(ct);
        if (_latest is { } latest && latest.Revision == revision)
            return latest;

        var switched = await settings.SwitchedRulesAsync(ct);
        var standings = SecretRuleSet.BuiltIn.Rules.Select(rule => new RuleStanding(rule, IsEnabled(rule), null, null)).ToList();
        var names = SecretRuleSet.BuiltIn.Rules.SelectMany(NamesOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var row in await own.ListAsync(ct))
            standings.Add(Standing(row, names, IsEnabled));

        var all = new SecretRuleSet([.. standings.Where(s => s.IsKnown).Select(s => s.Rule)]);
        var rules = new SecretRuleSet([.. standings.Where(s => s.IsInUse).Select(s => s.Rule)]);
        return _latest = new RulesInUse(revision, standings, all, rules, new SecretScanner(rules))
        {
            Entries = [.. (await allow.ListAsync(ct)).Select(row => AllowEntry.Of(row, Limits))],
            ByMarks = options.Value.HonoursAllowMarks,
        };

        bool IsEnabled(SecretRule rule) => switched.TryGetValue(rule.Id, out var isEnabled) ? isEnabled : rule.IsOnByDefault;
    }

    public static IEnumerable<string> NamesOf(SecretRule rule) => rule.Aliases.Append(rule.Id).Append(rule.ApiName).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was taken once may not be any more, when Fairlead is another version: that keeps no other rule from its work.</summary>
    private RuleStanding Standing(OwnRuleRow row, HashSet<string> names, Func<SecretRule, bool> isEnabled)
    {
        try
        {
            var rule = RuleFileReader.Read(row.Id, new StringReader(row.Yaml), Limits)[0];
            if (NamesOf(rule).Any(names.Contains))
                return new RuleStanding(rule, isEnabled(rule), row, "another rule has its name by now; add it under another one", IsKnown: false);
            names.UnionWith(NamesOf(rule));
            return new RuleStanding(rule, isEnabled(rule), row, row.Problem);
        }
        catch (SecretRuleException e)
        {
            return new RuleStanding(Unreadable(row.Id), true, row, $"it cannot be read any more: {e.Reason}", IsKnown: false);
        }
    }

    private static SecretRule Unreadable(string id) => new(
        id, "", id, Kernel.Severity.Unknown, new SecretShape.Algorithm(""), 0, null, false, "", "", false, false, true, [], [], []);
}
