using System.Globalization;
using System.Text;
using Fairlead.Client;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Http;

/// <summary>Collects what is wrong with a request's values, so that a person gets all of it at once.</summary>
public sealed class Validation
{
    private const int MaxMarksPerLetter = 8;

    private readonly List<ProblemError> _errors = [];

    /// <summary>A text that people wrote: not blank, not too long, nothing invisible only, no control characters.</summary>
    /// <param name="maxLength">In Unicode scalar values.</param>
    public Validation Text(string pointer, string? value, int maxLength, bool isMultiLine = false)
    {
        if (value is null)
            return this;
        if (!ReferenceEquals(PlainText.Clean(value), value) || (!isMultiLine && value.AsSpan().ContainsAny('\n', '\r', '\t')))
            return Add(pointer, "holds control characters");
        if (IsBlank(value))
            return Add(pointer, "must not be blank");
        if (value.EnumerateRunes().Count() > maxLength)
            return Add(pointer, $"must be at most {maxLength} characters long");
        return HasMarkPile(value) ? Add(pointer, "piles too many combining marks on one letter") : this;
    }

    /// <summary>What people know something by: a <see cref="Text"/> that holds nothing by which it would differ from another one without looking so.</summary>
    /// <inheritdoc cref="Text"/>
    public Validation Name(string pointer, string? value, int maxLength)
    {
        var before = _errors.Count;
        Text(pointer, value, maxLength);
        Check(value is not ("." or ".."), pointer, "must not be a dot: it stands in addresses");
        return _errors.Count == before && value is not null && PlainText.HiddenIn(value) is { } hidden ? Add(pointer, WhyHidden(hidden)) : this;
    }

    /// <param name="hidden">As <see cref="PlainText.HiddenIn"/> names it.</param>
    public static string WhyHidden(string hidden) => $"holds {hidden}, a character that is not to be seen";

    public Validation Check(bool isFine, string pointer, string message) => isFine ? this : Add(pointer, message);

    public Validation Add(string pointer, string message)
    {
        _errors.Add(new ProblemError($"{pointer}: {message}.", Pointer: pointer));
        return this;
    }

    public IReadOnlyList<ProblemError> Errors => _errors;

    public bool HasErrors => _errors.Count > 0;

    /// <exception cref="ProblemException">422 with every error that was added.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new ProblemException(Problem.Invalid(_errors));
    }

    private static bool IsBlank(string value) => value.EnumerateRunes().All(r =>
        Rune.IsWhiteSpace(r)
        || Rune.GetUnicodeCategory(r) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark
        // Letters by category, but drawn as nothing: Hangul fillers.
        || r.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);

    private static bool HasMarkPile(string value)
    {
        var marks = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            marks = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MaxMarksPerLetter)
                return true;
        }

        return false;
    }
}
