namespace Fairlead.Secrets.Allowing;

/// <summary>What may stand where it stands, whoever wrote it.</summary>
/// <param name="Name">By which it is told and counted.</param>
public sealed record AllowList(string Name)
{
    /// <summary>On the secret itself.</summary>
    public IReadOnlyList<AllowPattern> Secret { get; init; } = [];

    /// <summary>On all that the rule's regular expression took; of other rules that is the secret.</summary>
    public IReadOnlyList<AllowPattern> Match { get; init; } = [];

    /// <summary>On the lines on which it stands.</summary>
    public IReadOnlyList<AllowPattern> Line { get; init; } = [];

    /// <summary>On the path of the file, or the name of the field.</summary>
    public IReadOnlyList<AllowPattern> Path { get; init; } = [];

    /// <summary>One of these stands in the secret, in either case.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Only of these rules, by id; none: of all.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Whether all that is asked for must hold; else one thing is enough.</summary>
    public bool NeedsAll { get; init; }

    /// <summary>Why one of its patterns allows nothing any more; <see langword="null"/>: all are asked.</summary>
    public string? WhyGivenUp => Secret.Concat(Match).Concat(Line).Concat(Path).Select(pattern => pattern.WhyGivenUp).FirstOrDefault(why => why is not null);

    public bool IsEmpty => Secret.Count + Match.Count + Line.Count + Path.Count + Words.Count == 0;

    /// <summary>All that it says, for a version.</summary>
    internal IEnumerable<string> Told() =>
        [Name, "secret", .. Texts(Secret), "match", .. Texts(Match), "line", .. Texts(Line), "path", .. Texts(Path), "words", .. Words, "rules", .. Rules, NeedsAll ? "all" : "one"];

    private static IEnumerable<string> Texts(IEnumerable<AllowPattern> patterns) => patterns.Select(pattern => $"{pattern.Dialect} {pattern.Text}");

    internal bool Allows(SecretRule rule, in AllowQuestion asked)
    {
        if (Rules.Count > 0 && !Rules.Contains(rule.Id, StringComparer.OrdinalIgnoreCase))
            return false;

        var (secret, match, line, path) = (asked.Secret, asked.Match, asked.Line, asked.Path);
        bool?[] answers =
        [
            Secret.Count == 0 ? null : Secret.Any(pattern => pattern.IsMatch(secret)),
            Match.Count == 0 ? null : Match.Any(pattern => pattern.IsMatch(match)),
            Line.Count == 0 ? null : Line.Any(pattern => pattern.IsMatch(line)),
            Path.Count == 0 ? null : path is not null && Path.Any(pattern => pattern.IsMatch(path)),
            Words.Count == 0 ? null : Words.Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase)),
        ];
        return NeedsAll ? !IsEmpty && Array.TrueForAll(answers, answer => answer != false) : Array.Exists(answers, answer => answer == true);
    }
}

/// <summary>A secret and what stands around it.</summary>
/// <param name="Path"><see langword="null"/>: it has none.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct AllowQuestion(string Secret, string Match, string Line, string? Path);

/// <summary>A match that an allow list says is fine.</summary>
/// <param name="Start">In the text, in bytes.</param>
/// <param name="List">Its name.</param>
public sealed record AllowedMatch(SecretRule Rule, int Start, string List);
