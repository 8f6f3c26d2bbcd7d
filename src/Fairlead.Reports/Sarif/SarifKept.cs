using Fairlead.Kernel.Text;
using Fairlead.Reports.Content;

namespace Fairlead.Reports.Sarif;

/// <summary>
/// The bounds of what stays in memory beside the results. All are counted over the whole report, because a report may spread its
/// rows over any number of runs.
/// </summary>
internal sealed class SarifKept
{
    public const int MaxRuns = 10_000;
    /// <summary>Rules, taxa and descriptors of notifications.</summary>
    public const int MaxRules = 200_000;
    public const int MaxBaseIds = 1_000;

    /// <summary>Drivers, extensions and taxonomies.</summary>
    public const int MaxComponents = 20_000;

    /// <summary>Artifacts, and as many logical locations: what results point into by index.</summary>
    public const int MaxPlaces = 200_000;

    public const int MaxInvocations = 10_000;

    /// <summary>Overrides and notifications of all invocations.</summary>
    public const int MaxInvocationRows = 50_000;

    /// <summary>From here on, rules are kept without help and full description.</summary>
    private const int EssayChars = MemoryAllowance.MaxChars / 2;

    private const int RuleTextChars = 8 * 1024;

    private readonly MemoryAllowance _allowance = new(
        "rules, files, invocations and the like", "Split the report, or let the scanner leave out what no result needs.");

    private readonly HashSet<string> _warnings = [];
    private int _runs;
    private int _rules;
    private int _components;
    private int _invocations;
    private int _invocationRows;

    /// <summary>What was left out although results are read, in words.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings;

    public void Run()
    {
        Count(ref _runs, MaxRuns, "runs");
        _allowance.Take(20);
    }

    public void Text(string? text) => _allowance.Take(0, text);

    public void VersionControl(SarifVersionControl v) => _allowance.Take(1, v.RepositoryUri, v.RevisionId, v.Branch);

    public void Component(SarifComponent component)
    {
        Count(ref _components, MaxComponents, "tool components");
        _allowance.Take(10, component.Name, component.Guid, component.Version, component.SemanticVersion);
    }

    public void BaseIds(Dictionary<string, SarifArtifactLocation> ids)
    {
        if (ids.Count > MaxBaseIds)
            throw TooMany("originalUriBaseIds in one run", MaxBaseIds);
        foreach (var (id, location) in ids)
            _allowance.Take(2, id, location?.Uri, location?.UriBaseId);
    }

    /// <summary>Rules stay for the whole reading, so what is not needed of them goes and their essays are cut.</summary>
    public void Descriptor(SarifRule rule)
    {
        Count(ref _rules, MaxRules, "rules, taxa and notification descriptors");
        if (_allowance.Chars > EssayChars && (rule.FullDescription ?? rule.Help) is not null)
        {
            _warnings.Add(
                $"The rules take more than {EssayChars:N0} characters: the help and full description of later ones were left out.");
            rule.FullDescription = rule.Help = null;
        }

        foreach (var message in (ReadOnlySpan<SarifMessage?>)[rule.ShortDescription, rule.FullDescription, rule.Help])
            Trim(message);
        _allowance.Take(
            8, rule.Id, rule.Guid, rule.Name, rule.HelpUri, rule.DefaultConfiguration?.Level,
            rule.ShortDescription?.Text, rule.FullDescription?.Text, rule.Help?.Text);
        foreach (var (id, message) in rule.MessageStrings ?? [])
        {
            Trim(message);
            _allowance.Take(3, id, message?.Text);
        }

        foreach (var relationship in rule.Relationships ?? [])
            Reference(relationship?.Target);
        foreach (var (name, value) in rule.Properties ?? new Dictionary<string, string>())
            _allowance.Take(2, name, value);
    }

    /// <param name="before">How many of the list there were.</param>
    /// <returns>Whether there is room for it.</returns>
    public bool Place(int before, string list, params ReadOnlySpan<string?> texts)
    {
        if (before >= MaxPlaces)
        {
            _warnings.Add(
                $"The report has more than {MaxPlaces:N0} {list}: results that name their place only by the number of a later one are problems.");
            return false;
        }

        _allowance.Take(2, texts);
        return true;
    }

    /// <returns>Whether there is room for it.</returns>
    public bool Invocation()
    {
        if (_invocations++ >= MaxInvocations)
            return false;
        _allowance.Take(8);
        return true;
    }

    /// <returns>Whether there is room for it.</returns>
    public bool InvocationRow(SarifReference? descriptor, string? level, SarifMessage? message)
    {
        if (_invocationRows++ >= MaxInvocationRows)
            return false;
        Reference(descriptor);
        _allowance.Take(4, level, message?.Text, message?.Markdown, message?.Id);
        foreach (var argument in message?.Arguments ?? [])
            _allowance.Take(1, argument);
        return true;
    }

    private void Reference(SarifReference? reference) => _allowance.Take(
        3, reference?.Id, reference?.Guid, reference?.ToolComponent?.Name, reference?.ToolComponent?.Guid);

    private static void Trim(SarifMessage? message)
    {
        if (message is null)
            return;
        (message.Markdown, message.Id, message.Arguments) = (null, null, null);
        message.Text = message.Text is null ? null : PlainText.Cut(message.Text, RuleTextChars);
    }

    private static void Count(ref int count, int max, string what)
    {
        if (++count > max)
            throw TooMany(what, max);
    }

    private static ReportException TooMany(string what, int max) => new(
        ReportFault.LimitExceeded, $"The report has more than {max:N0} {what}.", null, "Split the report.");
}
