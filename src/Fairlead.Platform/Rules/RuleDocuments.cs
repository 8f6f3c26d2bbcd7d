using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules.Writing;

namespace Fairlead.Platform.Rules;

/// <summary>Rules as a YAML document says them: one, or a list under <c>rules</c>.</summary>
internal sealed class RuleDocuments(FindingRules rules)
{
    /// <inheritdoc cref="FindingRules.ApplyAsync"/>
    /// <exception cref="ProblemException">It is not acceptable YAML, or says something wrong: each with line and column.</exception>
    public Task<IReadOnlyList<(FindingRule Rule, string Change)>> ApplyAsync(Actor actor, string yaml, SeenRule? seen, CancellationToken ct) =>
        Read(yaml).DoAsync(d => rules.ApplyAsync(actor, d.Rules, seen, ct), d => rules.CheckAsync(d.Rules, ct));

    /// <summary>The rules as they would be stored. Nothing is.</summary>
    /// <exception cref="ProblemException">It is not acceptable YAML, or says something wrong: each with line and column.</exception>
    public Task<IReadOnlyList<FindingRule>> ReadAsync(string yaml, CancellationToken ct) =>
        Read(yaml).DoAsync(d => rules.DraftsAsync(d.Rules, ct), d => rules.CheckAsync(d.Rules, ct));

    private static YamlBody<RuleDocument> Read(string yaml) => YamlBody<RuleDocument>.Read(yaml, "rules", "rule");
}
