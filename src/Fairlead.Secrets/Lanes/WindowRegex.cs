using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Fairlead.Secrets.Lanes;

/// <summary>A .NET regular expression on a few hundred bytes around a literal. Its automaton is built when it is first asked.</summary>
/// <param name="longest">On one window.</param>
internal sealed class WindowRegex(string pattern, TimeSpan longest)
{
    /// <summary>Its time grows with its text alone. Large counts would make its tables large: a window bounds a match anyway.</summary>
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private Regex? _regex;

    /// <exception cref="ArgumentException">The pattern is none, has no group <c>secret</c>, or needs what NonBacktracking has not.</exception>
    public static void Check(string pattern)
    {
        try
        {
            if (!new Regex(pattern, Options).GetGroupNames().Contains("secret"))
                throw new ArgumentException("It has no group (?<secret>…).", nameof(pattern));
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException("It needs look-around, back-references or atomic groups, which the engine does not run.", nameof(pattern), e);
        }
    }

    /// <summary>Tells each secret in the window.</summary>
    /// <exception cref="RegexMatchTimeoutException">The window took longer than it may.</exception>
    public void Find(in ScanPass pass, CompiledRule rule, int from, int to)
    {
        var text = pass.Text;
        _regex ??= new Regex(pattern, Options, longest);
        while (from > 0 && from < to && (text[from] & 0xC0) == 0x80)
            from++;
        while (to < text.Length && to > from && (text[to] & 0xC0) == 0x80)
            to--;

        // Of what is no UTF-8 each byte is a character, so that places stay true.
        var window = text[from..to];
        var encoding = Utf8.IsValid(window) ? Encoding.UTF8 : Encoding.Latin1;
        var characters = ArrayPool<char>.Shared.Rent(window.Length);
        try
        {
            var length = encoding.GetChars(window, characters);
            var decoded = characters.AsSpan(0, length);
            foreach (var whole in _regex.EnumerateMatches(decoded))
            {
                // Groups are told only of strings; a match is rare and short.
                var match = _regex.Match(new string(decoded), whole.Index);
                var secret = match.Groups["secret"];
                if (!secret.Success || secret.Length == 0)
                    continue;

                var before = encoding.GetByteCount(decoded[..secret.Index]);
                pass.Accept(rule, from + before, encoding.GetByteCount(decoded.Slice(secret.Index, secret.Length)));
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
        }
    }
}
