using System.Text;
using Fairlead.Client;
using Fairlead.Client.Secrets;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Secrets;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Proof;
using Fairlead.Secrets.Rules;

namespace Fairlead.Platform.SecretScanning.Owned;

/// <summary>A rule that somebody wrote, before it is kept.</summary>
/// <param name="Yaml">A rule file with it alone.</param>
internal sealed record DraftRule(SecretRule Rule, string Yaml, string Change, IReadOnlyList<SecretRuleHit> Hits);

/// <summary>Rules that somebody wrote, held to their proof. It does no I/O.</summary>
internal sealed record RuleDraft(IReadOnlyList<DraftRule> Rules)
{
    public const string Created = "created";
    public const string Replaced = "replaced";
    public const string Unchanged = "unchanged";

    private const string Place = "/text";
    private const int ToldHits = 100;

    /// <exception cref="ProblemException">It is no rule file, or a rule of it does not hold what it says.</exception>
    public static RuleDraft Of(SecretRulesRequest request, RulesInUse current, RuleLimits limits)
    {
        var there = current.Standings;
        var rules = Read(request, limits);
        if (rules.CountBy(rule => rule.Id).FirstOrDefault(id => id.Value > 1) is { Key: { } twice })
            throw Wrong($"{twice} stands twice.");

        var drafts = new List<DraftRule>();
        var mistakes = new List<ProblemError>();
        foreach (var rule in rules)
        {
            if (NameTaken(rule, there) is { } taken)
            {
                mistakes.Add(new ProblemError(taken, Pointer: Place));
                continue;
            }

            if (OrdinaryText.ShareOf(rule) is var share and > OrdinaryText.MaxShare)
            {
                mistakes.Add(new ProblemError($"{rule.Id}: it finds something in {share} % of ordinary lines without a secret, and would in nearly every issue. Make it narrower; {OrdinaryText.MaxShare} % is the most.", Pointer: Place));
                continue;
            }

            if (SecretAllowedBy(rule, current.Scanner) is { } written)
                mistakes.Add(new ProblemError($"{rule.Id}: {written}", Pointer: Place));
            mistakes.AddRange(RuleProof.Failures(rule).Select(failure => new ProblemError(failure, Pointer: Place)));
            var yaml = RuleFileWriter.Write([rule]);
            var hits = HitsOf(rule, request.TestText);
            if (rule.Examples.Count == 0 && hits.Count == 0 && !request.DryRun)
            {
                mistakes.Add(new ProblemError(
                    request.TestText is null
                        ? $"{rule.Id}: it has no examples; give a text in which it finds something (testText)."
                        : $"{rule.Id}: it finds nothing in the text that was given to try it on.",
                    Pointer: "/testText"));
            }

            drafts.Add(new DraftRule(rule, yaml, ChangeOf(rule, yaml, there), hits));
        }

        if (mistakes.Count > 0)
            throw new ProblemException(Problem.Invalid(mistakes));
        CheckTogether(drafts, there);
        return new RuleDraft(drafts);
    }

    public SecretRulesAdded Told(bool saved) => new(
        saved,
        [.. Rules.Select(draft => new AddedSecretRule(
            draft.Rule.Id, draft.Rule.Title, draft.Change, (draft.Rule.Shape as SecretShape.Regex)?.Pattern, (draft.Rule.Shape as SecretShape.Regex)?.Keywords ?? [], draft.Hits))]);

    private static IReadOnlyList<SecretRule> Read(SecretRulesRequest request, RuleLimits limits)
    {
        try
        {
            return RuleFileReader.Read("text", new StringReader(request.Text), limits);
        }
        catch (SecretRuleException e)
        {
            throw Wrong($"Line {e.Line}: {e.Reason}");
        }
    }

    /// <returns>What keeping it would be: one of the words above.</returns>
    public static string ChangeOf(SecretRule rule, string yaml, IReadOnlyList<RuleStanding> there) =>
        there.FirstOrDefault(s => s.Rule.Id == rule.Id && s.Own is not null)?.Own is not { } before ? Created : before.Yaml == yaml ? Unchanged : Replaced;

    /// <returns>Which of its names another rule has, in a sentence; <see langword="null"/>: none.</returns>
    public static string? NameTaken(SecretRule rule, IReadOnlyList<RuleStanding> there)
    {
        foreach (var name in ScannerInUse.NamesOf(rule))
        {
            if (there.FirstOrDefault(s => s.Rule.Id != rule.Id || s.Own is null ? ScannerInUse.NamesOf(s.Rule).Contains(name, StringComparer.OrdinalIgnoreCase) : false) is { } other)
                return $"{rule.Id}: {name} is the name of {(other.Own is null ? "a rule of Fairlead" : "another rule")} ({other.Rule.Id}); give it another one.";
        }

        return null;
    }

    /// <returns>What of its allow lists would be kept as a secret, in a sentence; <see langword="null"/>: nothing.</returns>
    private static string? SecretAllowedBy(SecretRule rule, SecretScanner scanner) =>
        rule.Allow.Select(list => WrittenSecrets.In(list, scanner)).FirstOrDefault(found => found is not null) is { } secret
            ? $"an allow list of it {WrittenSecrets.Told(secret)}"
            : null;

    /// <summary>What one alone does not have too much of, all together may.</summary>
    /// <exception cref="ProblemException">They have.</exception>
    public static void CheckTogether(IReadOnlyList<DraftRule> drafts, IReadOnlyList<RuleStanding> there)
    {
        var ids = drafts.Select(draft => draft.Rule.Id).ToHashSet(StringComparer.Ordinal);
        try
        {
            _ = new SecretRuleSet([.. there.Where(s => s.Problem is null && !ids.Contains(s.Rule.Id)).Select(s => s.Rule), .. drafts.Select(draft => draft.Rule)]);
        }
        catch (ArgumentException e)
        {
            throw Wrong(e.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static List<SecretRuleHit> HitsOf(SecretRule rule, string? text)
    {
        if (text is null)
            return [];

        var utf8 = Encoding.UTF8.GetBytes(text);
        var matches = new SecretMatches { ShowsTrials = true };
        new SecretScanner(new SecretRuleSet([rule])).Scan(utf8, matches);
        var lines = new LineCounter(utf8);
        var hits = new List<SecretRuleHit>();
        foreach (var match in matches.All[..Math.Min(matches.Count, ToldHits)])
        {
            var (line, column) = lines.At(match.Start);
            hits.Add(new SecretRuleHit(line, column, match.Length, SecretMask.Of(match.SecretIn(utf8))));
        }

        return hits;
    }

    public static ProblemException Wrong(string message) => new(Problem.AtPointer(ProblemKind.ValidationFailed, Place, message));
}
