using System.Text.RegularExpressions;
using Fairlead.Secrets.Dialects;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Allowing;

/// <summary>A regular expression of an allow list, as it was written.</summary>
public sealed class AllowPattern
{
    /// <summary>Of a few kilobytes at most, in time that grows with these alone; the limit is for what nobody thought of.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;

    /// <exception cref="PatternException">Says what cannot be taken, at which character, and what to do.</exception>
    public AllowPattern(string text, RegexDialect dialect)
    {
        (Text, Dialect) = (text, dialect);
        _regex = new Regex(RegexTranslation.Question(text, dialect), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
    }

    public string Text { get; }

    public RegexDialect Dialect { get; }

    public bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
