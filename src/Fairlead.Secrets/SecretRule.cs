using Fairlead.Kernel;
using Fairlead.Secrets.Allowing;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Limits;

namespace Fairlead.Secrets;

/// <summary>How one kind of secret is known, and what to do about it. Rules are data: rules/*.yaml, docs/secrets.md.</summary>
/// <param name="Id">Lower-kebab, vendor first, unique, never given again.</param>
/// <param name="Entropy">Bits for each character of the secret (Shannon) below which a match is dropped; 0: none is asked for.</param>
/// <param name="Check">A structural check of <see cref="Checks.SecretChecks"/>; <see langword="null"/>: the kind has none.</param>
/// <param name="RejectsFailed">Whether a failed check drops the match; else it lowers the severity and is told.</param>
/// <param name="Revoke">What its owner does to make it worthless.</param>
/// <param name="IsTrial">Matched and counted, not shown.</param>
/// <param name="IsOnByDefault">Whether it is used where nobody has said otherwise.</param>
/// <param name="IsGeneric">Counts only where no other rule has found anything.</param>
public sealed record SecretRule(
    string Id, string Vendor, string Title, Severity Severity, SecretShape Shape, double Entropy, string? Check, bool RejectsFailed,
    string Revoke, string Source, bool IsTrial, bool IsGeneric, bool IsOnByDefault, IReadOnlyList<string> Aliases, IReadOnlyList<string> Examples,
    IReadOnlyList<string> Counterexamples)
{
    /// <summary>What it may take; <see langword="null"/>: it is one of Fairlead's, which are measured before they ship.</summary>
    public RuleLimits? Limits { get; init; }

    /// <summary>What of its matches may stand where it stands.</summary>
    public IReadOnlyList<AllowList> Allow { get; init; } = [];

    /// <summary>The name in the scanner API of Jira: upper snake case.</summary>
    public string ApiName => Id.Replace('-', '_').ToUpperInvariant();
}

/// <summary>By what a secret is found.</summary>
public abstract record SecretShape
{
    private SecretShape() { }

    /// <summary>The secret begins with literal text of its own, such as a vendor's prefix.</summary>
    /// <param name="Pattern">The whole of it, in the language of <see cref="Patterns.PatternParser"/>; at least 16 bytes.</param>
    /// <param name="Lead">What stands directly before the literal and belongs to the secret; <see langword="null"/>: nothing.</param>
    public sealed record Token(string Pattern, string? Lead) : SecretShape;

    /// <summary>The secret has no text of its own; words to its left say what it is.</summary>
    /// <param name="Keywords">Lower case; one of them stands within <see cref="ContextBytes"/> to the left.</param>
    /// <param name="With">Lower case; one of these stands there too. Empty: none is asked for.</param>
    /// <param name="NeedsOperator">Whether one of <c>= : &gt; , | (</c> stands directly before the value.</param>
    /// <param name="LettersAllowed">Whether values without any digit count.</param>
    public sealed record Value(
        string Pattern, IReadOnlyList<string> Keywords, IReadOnlyList<string> With, bool NeedsOperator, bool LettersAllowed) : SecretShape
    {
        /// <summary>How far to the left of a value its words are looked for, over at most two line breaks.</summary>
        public const int ContextBytes = 96;
    }

    /// <summary>A .NET regular expression (NonBacktracking) with a group <c>secret</c>, run on the text around a keyword.</summary>
    /// <param name="Keywords">Literals of 3 bytes and more, of which every match contains one, matched without case. None: it is run on all of the text.</param>
    /// <param name="Window">How many bytes around a keyword are looked at.</param>
    public sealed record Regex(string Pattern, IReadOnlyList<string> Keywords, int Window) : SecretShape
    {
        /// <summary>As it was written in another dialect; <see langword="null"/>: it was written as it is.</summary>
        public WrittenRegex? Written { get; init; }
    }

    /// <summary>Code of ours, for what no pattern says: private keys, passwords in addresses, payment cards.</summary>
    public sealed record Algorithm(string Name) : SecretShape;
}

/// <summary>A regular expression as it was written, and what its dialect's scanners ask for beside it.</summary>
/// <param name="Group">Of the secret, by number or name; <see langword="null"/>: the one that the dialect's scanners take.</param>
/// <param name="Back">How many characters before its secret a match may share with the one before it.</param>
/// <param name="Nearby">One of these words stands somewhere in the text, in either case; none: no matter.</param>
/// <param name="Needs"><see langword="null"/>: none.</param>
public sealed record WrittenRegex(string Pattern, RegexDialect Dialect, string? Group, int Back, IReadOnlyList<string> Nearby, CharacterNeeds? Needs);
