using Fairlead.Client;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets;

/// <summary>Why a configuration is not saved, with the place of each mistake.</summary>
internal static class ConfigurationRefusals
{
    /// <summary>Of a conflict that repeating may heal.</summary>
    private const string ChangedMeanwhile = "changed_meanwhile";

    public static Problem Missing(string nameOrId) => new(ProblemKind.NotFound, $"There is no ticket configuration {Problem.Quote(nameOrId)}.");

    /// <param name="name">The one that it was to have.</param>
    public static Problem Of(SaveOutcome outcome, string name) => outcome switch
    {
        SaveOutcome.Invalid invalid => new Problem(KindOf([.. invalid.Problems.Select(p => p.Path)]), Summary([.. invalid.Problems.Select(Text)]))
        {
            Errors = [.. invalid.Problems.Select(p => new ProblemError(Text(p), Pointer: "/" + p.Path.Replace("[", "/").Replace("]", "").Replace('.', '/')))],
        },
        SaveOutcome.NameTaken => new Problem(ProblemKind.Conflict, $"There is a ticket configuration {Problem.Quote(name)} already."),
        SaveOutcome.Conflict =>
            new Problem(ProblemKind.Conflict, "The configuration was changed by somebody else meanwhile. Read it again.") { Code = ChangedMeanwhile },
        SaveOutcome.Unknown => Missing(name),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static Problem Of(YamlOutcome.Refused refused) => Of(refused.Why, refused.Problems);

    public static Problem Of(YamlRefusal why, IReadOnlyList<YamlFault> faults)
    {
        var kind = why switch
        {
            YamlRefusal.Malformed => ProblemKind.MalformedYaml,
            YamlRefusal.TooComplex => ProblemKind.YamlTooComplex,
            YamlRefusal.HasAliases => ProblemKind.YamlAliasesNotAllowed,
            YamlRefusal.HasTags => ProblemKind.YamlTagsNotAllowed,
            YamlRefusal.Conflict => ProblemKind.Conflict,
            _ => KindOf([.. faults.Select(p => p.Path)]),
        };
        var told = Located(faults);
        var isConflict = why == YamlRefusal.Conflict;
        return new Problem(kind, isConflict ? "A configuration was changed by somebody else meanwhile. Try again." : Summary([.. told.Select(t => t.Message)]))
        {
            Code = isConflict ? ChangedMeanwhile : null,
            Errors = told,
        };
    }

    /// <summary>Faults of a document, or what is odd about one that is taken all the same.</summary>
    public static IReadOnlyList<ProblemError> Located(IEnumerable<YamlFault> faults) =>
        [.. faults.Select(w => new ProblemError($"{(w.Path.Length > 0 ? w.Path + ": " : "")}{w.Message}{Fix(w.Fix)}", Line: w.Line, Column: w.Column))];

    private static ProblemKind KindOf(IReadOnlyList<string> paths) =>
        paths.Count > 0 && paths.All(p => p.Contains("template")) ? ProblemKind.InvalidTemplate : ProblemKind.InvalidConfiguration;

    private static string Summary(IReadOnlyList<string> texts) =>
        texts.Count == 1 ? texts[0] : $"{texts.Count} things are wrong; nothing was changed. First: {texts[0]}";

    public static string Text(ConfigurationFault fault) => $"{fault.Path}: {fault.Told}{Fix(fault.Fix)}";

    private static string Fix(string? fix) => fix is null ? "" : $" — {fix}";
}
