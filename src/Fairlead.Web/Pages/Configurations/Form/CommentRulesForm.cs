using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>What comments say about findings: from a configuration into the form's rows, and back.</summary>
internal static class CommentRulesForm
{
    public const string List = "commentRules";

    private const string Role = "role:";
    private const string Group = "group:";

    /// <summary>Whose comments a rule can listen to, but for groups, of which there can be many.</summary>
    public static IEnumerable<(string Value, string Text)> Authors(OfferedWorkflow workflow, IReadOnlyList<string> by)
    {
        var known = new[] { ("anyone", "Anyone"), ("reporter", "The reporter"), ("assignee", "The assignee") }.Concat(workflow.Roles.Select(r => ($"{Role}{r}", $"Role {r}"))).ToList();
        return known.Select(k => (by.FirstOrDefault(b => IsSame(b, k.Item1)) ?? k.Item1, k.Item2))
            .Concat(by.Where(b => NameOf(b, Group) is null && !known.Exists(k => IsSame(b, k.Item1))).Select(b => (b, $"{b} (not offered)")));
    }

    public static IEnumerable<string> GroupsOf(IReadOnlyList<string> by) => by.Select(b => NameOf(b, Group)).OfType<string>();

    /// <summary>Who can see Fairlead's own comments besides everyone. Only service projects have internal ones.</summary>
    public static IEnumerable<(string Value, string Text)> Readers(OfferedWorkflow workflow, bool isServiceProject, string? written)
    {
        (string Value, string Text)[] inside = isServiceProject ? [("internal", "Only those who work on requests")] : [];
        var readers = inside.Concat(workflow.Roles.Select(r => ($"{Role}{r}", $"Role {r}"))).Concat(workflow.OwnGroups.Select(g => ($"{Group}{g}", $"Group {g}")));
        return readers.Select(r => (r.Item1.Equals(written, StringComparison.OrdinalIgnoreCase) ? written : r.Item1, r.Item2));
    }

    public static IReadOnlyList<CommentRuleBody>? Read(IFormCollection form, IReadOnlyList<CommentRuleBody>? before, List<ConfigurationFault> faults) =>
        FormRows.Read(form, List, "pattern", (i, at) =>
        {
            var rule = new CommentRuleBody(
                Forms.Text(form, $"{at}.pattern"),
                FormValues.Word(form, $"{at}.status") ?? "",
                By(form, at, before?.ElementAtOrDefault(i)?.By ?? []),
                FormValues.Number(form, $"{at}.days", $"{List}[{i}].days", faults));
            return rule is { Pattern: "", Status: "", By: null, Days: null } ? null : rule;
        });

    private static IReadOnlyList<string>? By(IFormCollection form, string at, IReadOnlyList<string> before)
    {
        var groups = (FormValues.Lines(form[$"{at}.groups"]) ?? []).Select(g => before.FirstOrDefault(b => NameOf(b, Group) == g) ?? $"{Group}{g}");
        List<string> chosen = [.. FormValues.Lines(form[$"{at}.by"]) ?? [], .. groups];
        return chosen.Count > 0 ? AsWritten.InOrder(chosen, before) : null;
    }

    private static bool IsSame(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase) || (NameOf(a, Role) is { } role && role.Equals(NameOf(b, Role), StringComparison.OrdinalIgnoreCase));

    private static string? NameOf(string by, string kind) => by.StartsWith(kind, StringComparison.OrdinalIgnoreCase) ? by[kind.Length..].Trim() : null;
}
