using System.Text.RegularExpressions;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Allowing;

/// <summary>A regular expression of an allow list, as it was written.</summary>
public sealed class AllowPattern
{
    private readonly RuleMeter _meter;
    private readonly Regex _regex;

    /// <exception cref="PatternException">Says what cannot be taken, at which character, and what to do.</exception>
    /// <param name="limits">How much it may take; <see langword="null"/>: as much as a rule.</param>
    public AllowPattern(string text, RegexDialect dialect, RuleLimits? limits = null)
    {
        (Text, Dialect, _meter) = (text, dialect, new RuleMeter(limits ?? RuleLimits.Default));
        using var tables = _meter.Growing();
        _regex = new Regex(RegexTranslation.Question(text, dialect), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, _meter.LongestLook);
    }

    public string Text { get; }

    public RegexDialect Dialect { get; }

    /// <summary>Why it allows nothing any more, in a few words: it took too much. <see langword="null"/>: it does not.</summary>
    public string? WhyGivenUp => _meter.WhyGivenUp;

    public bool IsMatch(string text)
    {
        if (_meter.WhyGivenUp is not null)
            return false;

        var look = _meter.Begin();
        try
        {
            using var tables = _meter.Growing();
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            _meter.TookTooLong();
            return false;
        }
        finally
        {
            look.End(text.Length);
        }
    }
}
