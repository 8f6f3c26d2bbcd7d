using Fairlead.Client.Secrets;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Importing;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Proof;
using Fairlead.Secrets.Rules;

namespace Fairlead.Platform.SecretScanning.Owned;

/// <summary>Rules of another scanner's file, each that can be taken. It does no I/O.</summary>
internal sealed record RuleImport(RuleDraft Draft, IReadOnlyList<LeftOfImport> Left)
{
    /// <exception cref="ProblemException">It is no rule file.</exception>
    public static RuleImport Of(SecretRulesImportRequest request, RulesInUse current, RuleLimits limits)
    {
        var there = current.Standings;
        var file = Read(request, limits);
        var left = file.Left.Select(one => new LeftOfImport(one.Rule, one.Line, one.Reason, one.IsWhole)).ToList();
        var allowed = Kept(file.Allow, null, current.Scanner, left);
        var drafts = new List<DraftRule>();
        foreach (var read in file.Rules)
        {
            // What the file allows of all its rules is theirs alone: no other rule is silenced by it.
            var rule = read with { Allow = [.. Kept(read.Allow, read.Id, current.Scanner, left), .. allowed.Where(list => list.Rules.Count == 0 || list.Rules.Contains(read.Id))] };
            var yaml = RuleFileWriter.Write([rule]);
            if (ReasonAgainst(rule, yaml, drafts, there, limits) is { } reason)
                left.Add(new LeftOfImport(rule.Id, null, reason, LeftOut: true));
            else
                drafts.Add(new DraftRule(rule, yaml, RuleDraft.ChangeOf(rule, yaml, there), []));
        }

        if (file.Rules.Count == 0 && file.Allow.Count > 0)
            left.Add(new LeftOfImport(null, null, "it holds allow lists and no rule that they are for", LeftOut: false));
        RuleDraft.CheckTogether(drafts, there);
        return new RuleImport(new RuleDraft(drafts), left);
    }

    public SecretRulesImported Told(bool saved) => new(saved, [.. Draft.Rules.Select(draft => new ImportedSecretRule(draft.Rule.Id, draft.Rule.Title, draft.Change))], Left);

    /// <summary>A rule without one of its lists finds more; a list with a secret in it would keep the secret.</summary>
    private static IReadOnlyList<AllowList> Kept(IReadOnlyList<AllowList> lists, string? rule, SecretScanner scanner, List<LeftOfImport> left)
    {
        var kept = new List<AllowList>();
        foreach (var list in lists)
        {
            if (WrittenSecrets.In(list, scanner) is { } secret)
                left.Add(new LeftOfImport(rule, null, $"an allow list {WrittenSecrets.Told(secret)}", LeftOut: false));
            else
                kept.Add(list);
        }

        return kept;
    }

    /// <returns>Why it cannot be kept; <see langword="null"/>: it can.</returns>
    private static string? ReasonAgainst(SecretRule rule, string yaml, List<DraftRule> drafts, IReadOnlyList<RuleStanding> there, RuleLimits limits)
    {
        if (drafts.Exists(other => other.Rule.Id == rule.Id))
            return "another rule of the file has this id here";
        if (RuleDraft.NameTaken(rule, there) is { } taken)
            return taken;
        try
        {
            // It is kept as text: what cannot be read again would be silent.
            _ = RuleFileReader.Read(rule.Id, new StringReader(yaml), limits);
        }
        catch (SecretRuleException e)
        {
            return $"it has no place in a rule file of Fairlead: {e.Reason}";
        }

        return RuleProof.Failures(rule) is [var failure, ..] ? failure : null;
    }

    private static ImportedRules Read(SecretRulesImportRequest request, RuleLimits limits)
    {
        try
        {
            return AnyRuleFile.Read(request.Name, request.Text, limits);
        }
        catch (SecretRuleException e)
        {
            throw RuleDraft.Wrong($"Line {e.Line}: {e.Reason}");
        }
    }
}
