using System.Text;

namespace Fairlead.Sandbox.Search.Jql;

/// <summary>What <c>~</c> finds: all words, in any order and case; a quoted phrase in order; a trailing star.</summary>
internal sealed class JqlWordsMatch
{
    private readonly List<string[]> _phrases = [];
    private readonly List<string> _prefixes = [];

    public JqlWordsMatch(string query)
    {
        foreach (var (text, isPhrase) in Parts(query))
        {
            var words = Words(text);
            if (isPhrase)
                _phrases.Add(words);
            else if (text.EndsWith('*') && words.Length > 0)
                _prefixes.Add(words[^1]);
            else
                _phrases.AddRange(words.Select(w => new[] { w }));
        }
    }

    public bool Matches(string? text)
    {
        if (text is null)
            return false;
        var words = Words(text);
        return _phrases.TrueForAll(p => Has(words, p)) && _prefixes.TrueForAll(p => words.Any(w => w.StartsWith(p, StringComparison.Ordinal)));
    }

    private static bool Has(string[] words, string[] phrase)
    {
        if (phrase.Length == 0)
            return true;
        for (var start = 0; start + phrase.Length <= words.Length; start++)
        {
            if (words.AsSpan(start, phrase.Length).SequenceEqual(phrase))
                return true;
        }

        return false;
    }

    private static IEnumerable<(string Text, bool IsPhrase)> Parts(string query)
    {
        var pieces = query.Split('"');
        for (var i = 0; i < pieces.Length; i++)
        {
            if (i % 2 == 1)
            {
                yield return (pieces[i], true);
                continue;
            }

            foreach (var word in pieces[i].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return (word, false);
        }
    }

    /// <summary>Letters and digits make words; hyphens and other marks cut them, as Jira's analyser does.</summary>
    private static string[] Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || c == '_')
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return [.. words];
    }
}
