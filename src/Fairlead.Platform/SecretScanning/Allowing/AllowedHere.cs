using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;

namespace Fairlead.Platform.SecretScanning.Allowing;

/// <summary>What may stand in one project at one moment.</summary>
/// <param name="Lists">What says so by patterns, whichever rule finds it.</param>
/// <param name="Values">Exact values, by their hash in hexadecimal, each with the rules for which it may; <see langword="null"/>: any.</param>
/// <param name="ByMarks">Whether <c>fairlead:allow</c> in a line counts.</param>
/// <param name="Version">Another one where anything of it is another; empty: nothing is allowed.</param>
internal sealed record AllowedHere(IReadOnlyList<AllowList> Lists, ILookup<string, string?> Values, bool ByMarks, string Version)
{
    public static readonly AllowedHere Nothing = new([], Array.Empty<string>().ToLookup(value => value, string? (_) => null), false, "");

    /// <param name="entries">Of every project, also what expired.</param>
    public static AllowedHere Of(IReadOnlyList<AllowEntry> entries, bool byMarks, ConnectionId connection, string projectId, DateTimeOffset now)
    {
        List<AllowEntry> all = [.. entries.Where(entry => Holds(entry.Row))];
        List<AllowRow> here = [.. all.Select(entry => entry.Row)];
        if (here.Count == 0 && !byMarks)
            return Nothing;
        // An entry never changes: its id says all of it.
        var told = string.Join('\n', here.Select(entry => entry.Id.ToString()).Append(byMarks ? "marks" : ""));
        return new AllowedHere(
            [.. all.SelectMany(entry => entry.Lists)],
            here.Where(entry => entry.ValueHash is not null).ToLookup(entry => Convert.ToHexString(entry.ValueHash!), entry => entry.Rule),
            byMarks, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)).AsSpan(0, 8)));

        bool Holds(AllowRow entry) =>
            entry.Holds(now) && (entry.ConnectionId is not { } of || of == connection) && (entry.ProjectId is not { } project || project == projectId);
    }

    public bool Allows(string rule, byte[] valueHash) => Values.Count > 0 && Values[Convert.ToHexString(valueHash)].Any(of => of is null || of == rule);
}

/// <summary>An entry as it is used, until any rule or entry changes: what its patterns took is counted all the while.</summary>
internal sealed record AllowEntry(AllowRow Row, IReadOnlyList<AllowList> Lists)
{
    /// <summary>What was taken once may not be any more, when Fairlead is another version: then it allows nothing, and what it hid is found again.</summary>
    public static AllowEntry Of(AllowRow row, RuleLimits limits)
    {
        try
        {
            return new(row, row.List is { } list ? AllowListReader.Read(row.Id.ToString(), new StringReader(list), limits) : []);
        }
        catch (SecretRuleException)
        {
            return new(row, []);
        }
    }
}
