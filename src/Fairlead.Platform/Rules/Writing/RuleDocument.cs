using Fairlead.Client.Rules;

namespace Fairlead.Platform.Rules.Writing;

/// <summary>What a YAML document with rules holds.</summary>
internal sealed record RuleDocument(IReadOnlyList<FindingRuleBody> Rules);
