namespace Fairlead.Kernel.Text;

/// <summary>A text in which <c>*</c> stands for any characters; compared without case, in time linear in the text for each star.</summary>
public sealed class TextPattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('*');

    public bool Matches(ReadOnlySpan<char> text)
    {
        if (_parts.Length == 1)
            return text.Equals(_parts[0], StringComparison.OrdinalIgnoreCase);
        if (!text.StartsWith(_parts[0], StringComparison.OrdinalIgnoreCase))
            return false;

        text = text[_parts[0].Length..];
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            text = text[(at + part.Length)..];
        }

        return text.EndsWith(_parts[^1], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether some text matches both.</summary>
    public bool Meets(TextPattern other)
    {
        if (_parts.Length == 1)
            return other.Matches(_parts[0]);
        if (other._parts.Length == 1)
            return Matches(other._parts[0]);

        // Between what each begins and ends with, the stars of one take in what the other asks for.
        return (Begins(_parts[0], other._parts[0]) || Begins(other._parts[0], _parts[0])) && (Ends(_parts[^1], other._parts[^1]) || Ends(other._parts[^1], _parts[^1]));

        static bool Begins(string text, string with) => text.StartsWith(with, StringComparison.OrdinalIgnoreCase);

        static bool Ends(string text, string with) => text.EndsWith(with, StringComparison.OrdinalIgnoreCase);
    }
}
